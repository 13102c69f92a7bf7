package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.QueueLimits;

/** Queues beside keys and settings, in the same schema. Read on the connections of those; each queue writes on its own. */
record PostgresQueueStorage(PostgresDatabase database) implements QueueStorage {
    static PostgresQueueStorage open(PostgresDatabase database) {
        return database.initialize(PostgresMigrations.ofQueue(), connection -> new PostgresQueueStorage(database));
    }

    @Override
    public QueueReader reader(String project) {
        return new QueueReader(database, project, database::clockMillis);
    }

    @Override
    public QueueTarget target(String project, QueueLimits limits, QueueSurvey survey) {
        return new PostgresQueueTarget(database, project, limits, survey);
    }

    /** The store closes the database. */
    @Override
    public void close() {}
}
