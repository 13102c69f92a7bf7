package io.fluxgateway.jdbc;

import io.fluxgateway.auth.KeyStore;
import io.fluxgateway.project.ProjectStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * API keys and project settings in one SQLite file, {@code flux.db} in a state folder. Any number of processes may have
 * it open: what one changes, the others see within a second, and it sees itself at once.
 *
 * <p>Finding a key that was in use lately needs no database; should the database fail, such keys go on working as they
 * were, while others cannot be found. All other methods read or write the file and throw {@link StoreException}
 * if that fails. What was written is on disk when the method returns. Thread-safe.
 */
public final class SqliteStore implements AutoCloseable {
    private static final long IDLE_THREAD_SECONDS = 60;

    private final Path file;
    private final Database database;
    private final ExecutorService loads;
    private final SqliteKeyStore keys;
    private final SqliteProjectStore projects;
    private final ChangeWatcher watcher;

    SqliteStore(SqliteStoreBuilder options) {
        StateFolder folder = StateFolder.prepare(options.stateDir());
        NativeLibrary.load(folder);
        file = folder.database();
        database = new Database(file, options);
        loads = loadThreads(options);
        keys = new SqliteKeyStore(database, options, loads);
        projects = new SqliteProjectStore(database);
        try {
            watcher = new ChangeWatcher(database, options.pollInterval(), migrate(), this::changed);
        } catch (RuntimeException e) {
            projects.close();
            database.close();
            throw e;
        }
        watcher.start();
    }

    /**
     * Opens the store in a folder; makes folder, file and tables as needed, for the owner only where the file system
     * knows such a thing. Several processes may do so at once.
     *
     * @throws StoreException if the folder cannot be used, or the file is damaged, of a newer version or of another program
     */
    public static SqliteStore open(Path stateDir) {
        return at(stateDir).open();
    }

    /** Opens the store with other limits than the defaults. */
    public static SqliteStoreBuilder at(Path stateDir) {
        return new SqliteStoreBuilder(stateDir);
    }

    /** The API keys of all projects. */
    public KeyStore keys() {
        return keys;
    }

    /** The settings of all projects. */
    public ProjectStore projects() {
        return projects;
    }

    /** The database file. */
    public Path file() {
        return file;
    }

    /** Ends all watches and closes the file. Idempotent. */
    @Override
    public void close() {
        watcher.close();
        projects.close();
        loads.shutdownNow();
        keys.close();
        database.close();
    }

    private long migrate() {
        return database.initialize(connection -> {
            Migrations.shipped().run(connection, file);
            return Revision.read(connection);
        });
    }

    private void changed(Connection connection, long since, long upTo) throws SQLException {
        keys.refresh(connection, since, upTo);
        projects.changed();
    }

    private static ExecutorService loadThreads(SqliteStoreBuilder options) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                options.readers(),
                options.readers(),
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(options.maxPendingLoads()),
                task -> {
                    Thread thread = new Thread(task, "flux-key-load");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
