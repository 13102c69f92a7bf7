package io.fluxgateway.jdbc;

import io.fluxgateway.auth.KeyStore;
import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.project.ProjectStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * API keys, project settings, deployments and queued invocations in one place. Any number of processes may have it open:
 * what one changes, the others see within a second, and it sees itself at once.
 *
 * <p>Finding a key that was in use lately needs no database; should the database fail, such keys go on working as they
 * were, while others cannot be found. All other methods of what it holds read or write the database and throw
 * {@link StoreException} if that fails. What was written is on disk when the method returns. Thread-safe.
 */
public abstract sealed class Store implements AutoCloseable permits SqliteStore, PostgresStore {
    private static final long IDLE_THREAD_SECONDS = 60;

    private final Database database;
    private final ExecutorService loads;
    private final JdbcKeyStore keys;
    private final JdbcProjectStore projects;
    private final JdbcDeploymentStore deployments;
    private final ChangeWatcher watcher;
    private final Queues queues;

    /**
     * @param database brought to the schema of this version
     * @param rev      its revision
     * @param queues   opens the place of the queues, when the first one is asked for
     */
    Store(Database database, long rev, StoreBuilder<?> options, Supplier<? extends QueueStorage> queues) {
        this.database = database;
        loads = loadThreads(options);
        keys = new JdbcKeyStore(database, options, loads);
        projects = new JdbcProjectStore(database);
        deployments = new JdbcDeploymentStore(database, options.clock());
        watcher = new ChangeWatcher(database, rev, this::changed);
        this.queues = new Queues(queues);
        watcher.start();
    }

    /** The API keys of all projects. */
    public final KeyStore keys() {
        return keys;
    }

    /** The settings of all projects. */
    public final ProjectStore projects() {
        return projects;
    }

    /** The deployments of all projects. */
    public final DeploymentStore deployments() {
        return deployments;
    }

    /**
     * Opens a project's queue, with the usual limits.
     *
     * @throws StoreException as {@link #queue(String, QueueLimits)} does
     */
    public final InvocationQueue queue(String project) {
        return queue(project, QueueLimits.DEFAULT);
    }

    /**
     * Opens a project's queue of invocations. What it accepted is on disk. Any number of processes may have it open, and they
     * should give it the same limits. Its stages fail with a {@link StoreException} while the database cannot be used, and
     * work again when it can. It is closed with the store, or before.
     *
     * @throws StoreException if the queue cannot be used or is of a newer version, or if the store was closed
     */
    public final InvocationQueue queue(String project, QueueLimits limits) {
        return queues.open(project, limits);
    }

    /** The time by the database's own clock: that of its server, if it has one, else of this machine. */
    public final Instant now() {
        return Instant.ofEpochMilli(database.read(database::clockMillis));
    }

    /** Ends all watches and closes the database. Idempotent. */
    @Override
    public final void close() {
        queues.close();
        watcher.close();
        projects.close();
        loads.shutdownNow();
        keys.close();
        database.close();
    }

    private void changed(Connection connection, long since, long upTo) throws SQLException {
        keys.refresh(connection, since, upTo);
        projects.changed();
        deployments.changed();
    }

    private static ExecutorService loadThreads(StoreBuilder<?> options) {
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
