package io.fluxgateway.invocation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the queue forget what ended long ago, every minute and in small steps, sooner after it failed. Belongs to the loop of the workers. */
final class Tidying {
    private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);
    private static final Duration USUALLY = Duration.ofMinutes(1);
    private static final Duration WHILE_THERE_IS_MUCH = Duration.ofMillis(100);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);
    private static final int MUCH = 100;

    private final InvocationQueue queue;
    private final Loop loop;
    private Duration retry = AFTER_A_FAILURE;

    Tidying(InvocationQueue queue, Loop loop) {
        this.queue = queue;
        this.loop = loop;
    }

    void start() {
        loop.call(queue::tidy, this::tidied);
    }

    private void tidied(@Nullable Integer forgotten, @Nullable Throwable error) {
        if (error != null) {
            LOG.warn("the queue could not be tidied: {}", error.toString());
            loop.after(retry, this::start);
            Duration longer = retry.multipliedBy(2);
            retry = longer.compareTo(USUALLY) < 0 ? longer : USUALLY;
            return;
        }
        retry = AFTER_A_FAILURE;
        boolean goesOn = forgotten != null && forgotten >= MUCH;
        loop.after(goesOn ? WHILE_THERE_IS_MUCH : USUALLY, this::start);
    }
}
