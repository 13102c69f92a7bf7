package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.InMemoryInvocationQueue;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.invocation.Submission;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InMemoryInvocationQueueTest extends InvocationQueueContract {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T12:00:00.123Z"));
    private @Nullable InvocationQueue only;

    @Override
    protected InvocationQueue open(QueueLimits limits) {
        InvocationQueue queue = only;
        if (queue == null) {
            queue = new InMemoryInvocationQueue(limits, clock);
            only = queue;
        }
        return queue;
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }

    @Test
    void takesAThousandByDefault() throws Exception {
        InvocationQueue queue = new InMemoryInvocationQueue();
        for (int i = 0; i < 1_000; i++) {
            assertThat(get(queue.offer(new Submission(call("receipt", "k_1"))))).isEqualTo(Admission.ACCEPTED);
        }

        assertThat(get(queue.offer(new Submission(call("receipt", "k_1"))))).isEqualTo(Admission.FULL);
    }

    @Test
    void limitsThatCannotBeAreRefusedWithTheirName() {
        assertThatThrownBy(() -> QueueLimits.DEFAULT.withMaxQueued(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxQueued: 0 (expected: at least 1)");
        assertThatThrownBy(() -> QueueLimits.DEFAULT.withMaxEnded(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxEnded: -1 (expected: at least 1)");
        assertThatThrownBy(() -> QueueLimits.DEFAULT.withRetention(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retention: PT0S (expected: 1 ms to 3650 days)");
    }
}
