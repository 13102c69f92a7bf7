package io.fluxgateway.jdbc;

import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.ProjectStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Project settings in a database. All listeners are called on one thread of the store, one after the other; changes in quick
 * succession may be reported as one.
 */
final class JdbcProjectStore implements ProjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcProjectStore.class);
    private static final long RETRY_MILLIS = 1_000;
    /** One statement, so one state of the database. */
    private static final String FIND = "SELECT o.origin, " + SettingsRow.COLUMNS + " FROM project p"
            + " LEFT JOIN project_cors_origin o ON o.project = p.name WHERE p.name = ? ORDER BY o.position";

    private static final String FORGET_ORIGINS = "DELETE FROM project_cors_origin WHERE project = ?";
    private static final String STORE_ORIGIN =
            "INSERT INTO project_cors_origin (project, position, origin) VALUES (?, ?, ?)";

    private final Database database;
    private final List<SettingsWatch> watches = new CopyOnWriteArrayList<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledExecutorService listeners = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "flux-settings");
        thread.setDaemon(true);
        return thread;
    });

    JdbcProjectStore(Database database) {
        this.database = database;
    }

    @Override
    public ProjectSettings settings(String project) {
        return database.read(connection -> find(connection, project));
    }

    @Override
    public void update(String project, ProjectSettings settings) {
        boolean changed = database.write(connection -> {
            if (find(connection, project).equals(settings)) {
                return false;
            }
            long unused = Revision.next(connection);
            store(connection, project, settings);
            return true;
        });
        if (changed) {
            changed();
        }
    }

    /** {@inheritDoc} Closing it waits for a call under way, unless the listener itself closes it. */
    @Override
    public Watch watch(String project, Consumer<ProjectSettings> listener) {
        SettingsWatch watch = new SettingsWatch(project, settings(project), listener, watches::remove);
        watches.add(watch);
        changed(); // one that came between the two lines above
        return watch;
    }

    /** Has the listeners told what is stored now, soon and on their own thread. */
    void changed() {
        if (!watches.isEmpty()) {
            tellAfter(0);
        }
    }

    void close() {
        listeners.shutdownNow();
        watches.forEach(SettingsWatch::close);
    }

    private void tellAfter(long millis) {
        if (due.compareAndSet(false, true)) {
            try {
                var unused = listeners.schedule(this::tell, millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("no listener is told any more: the store was closed", e);
            }
        }
    }

    private void tell() {
        due.set(false); // before reading: a change from here on is told again
        try {
            for (SettingsWatch watch : watches) {
                watch.tell(settings(watch.project()));
            }
        } catch (StoreException e) {
            if (!listeners.isShutdown()) {
                LOG.warn("project settings stay as they are for now: {}", e.getMessage());
                tellAfter(RETRY_MILLIS);
            }
        }
    }

    private static ProjectSettings find(Connection connection, String project) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, project);
            try (ResultSet rows = statement.executeQuery()) {
                ProjectSettings settings = ProjectSettings.DEFAULT;
                List<String> origins = new ArrayList<>();
                while (rows.next()) {
                    settings = SettingsRow.read(rows);
                    String origin = rows.getString("origin");
                    if (origin != null) {
                        origins.add(origin);
                    }
                }
                return settings.withCorsOrigins(origins);
            }
        }
    }

    private static void store(Connection connection, String project, ProjectSettings settings) throws SQLException {
        SettingsRow.store(connection, project, settings);
        int unused = Sql.update(connection, FORGET_ORIGINS, project);
        int position = 0;
        for (String origin : settings.corsOrigins()) {
            int unusedToo = Sql.update(connection, STORE_ORIGIN, project, position++, origin);
        }
    }
}
