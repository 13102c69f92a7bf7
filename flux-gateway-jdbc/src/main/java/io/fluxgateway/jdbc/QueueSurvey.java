package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.QueueLimits;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Looks at all that a queue holds, beside the thread that writes: the more there is the longer it takes, and everyone who
 * calls waits for that thread. Thread-safe.
 */
final class QueueSurvey {
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final QueueReader reader;
    private final QueueLimits limits;
    private final QueueSize size;
    private QueueFindings last = QueueFindings.NONE;
    private boolean looked;
    private long lookedAt;
    private long lastNow = Long.MIN_VALUE;

    QueueSurvey(QueueReader reader, QueueLimits limits, Executor threads) {
        this.reader = reader;
        this.limits = limits;
        this.size = new QueueSize(limits.maxQueued(), reader::countOpen, threads);
    }

    QueueReader reader() {
        return reader;
    }

    QueueSize size() {
        return size;
    }

    /** To be told what time the queue goes by, so that it is noticed when a clock is put back. */
    synchronized void at(long now) {
        if (now < lastNow) {
            looked = false;
        }
        lastNow = now;
    }

    /** To be told when the clock may be another one, and when nothing came of a look. */
    synchronized void lookAgain() {
        looked = false;
    }

    /** What is to be tidied. Now and then it looks. */
    QueueFindings look() {
        at(reader.nowMillis());
        synchronized (this) {
            if (looked && System.nanoTime() - lookedAt < LOOK_EVERY.toNanos()) {
                return last.mended();
            }
            looked = true;
            lookedAt = System.nanoTime();
        }
        QueueFindings found = reader.findings(limits.maxEnded());
        synchronized (this) {
            last = found;
        }
        return found;
    }
}
