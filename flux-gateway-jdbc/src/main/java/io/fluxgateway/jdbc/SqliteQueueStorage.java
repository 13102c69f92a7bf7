package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.QueueLimits;
import java.time.Clock;

/** Queues in a file of their own: whoever watches the one with keys and settings is not woken by each invocation. */
record SqliteQueueStorage(SqliteDatabase database, Clock clock) implements QueueStorage {
    static SqliteQueueStorage open(StateFolder folder, SqliteStoreBuilder options) {
        SqliteDatabase database = new SqliteDatabase(folder.queue(), options);
        try {
            return database.initialize(
                    Migrations.ofQueue(), connection -> new SqliteQueueStorage(database, options.clock()));
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public QueueReader reader(String project) {
        return new QueueReader(database, project, connection -> clock.millis());
    }

    @Override
    public QueueTarget target(String project, QueueLimits limits, QueueSurvey survey) {
        return new SqliteQueueTarget(database, project, limits, survey, clock);
    }

    @Override
    public void close() {
        database.close();
    }
}
