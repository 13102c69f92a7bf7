package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.QueueLimits;

/** Where the queues of all projects are, brought to the schema of this version. Thread-safe. */
interface QueueStorage extends AutoCloseable {
    QueueReader reader(String project);

    /** Writes, for one more thread. */
    QueueTarget target(String project, QueueLimits limits, QueueSurvey survey);

    @Override
    void close();
}
