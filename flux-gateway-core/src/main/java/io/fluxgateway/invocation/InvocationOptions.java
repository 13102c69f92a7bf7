package io.fluxgateway.invocation;

import java.time.Duration;

/** How queued invocations are taken and run: the bounds of each. Immutable. */
public final class InvocationOptions {
    /** Everything at its default. */
    public static final InvocationOptions DEFAULT = builder().build();

    private final int perFunction;
    private final int total;
    private final Duration lease;
    private final Duration poll;
    private final Duration drain;
    private final Duration maxDelay;
    private final int maxStoredResponse;

    private InvocationOptions(Builder builder) {
        this.perFunction = builder.perFunction;
        this.total = builder.total;
        this.lease = builder.lease;
        this.poll = builder.poll;
        this.drain = builder.drain;
        this.maxDelay = builder.maxDelay;
        this.maxStoredResponse = builder.maxStoredResponse;
    }

    public static Builder builder() {
        return new Builder();
    }

    public int perFunction() {
        return perFunction;
    }

    public int total() {
        return total;
    }

    public Duration lease() {
        return lease;
    }

    public Duration poll() {
        return poll;
    }

    public Duration drain() {
        return drain;
    }

    public Duration maxDelay() {
        return maxDelay;
    }

    /** In bytes. */
    public int maxStoredResponse() {
        return maxStoredResponse;
    }

    /** Describes {@link InvocationOptions}. Not thread-safe. */
    public static final class Builder {
        private int perFunction = 8;
        private int total = 64;
        private Duration lease = Duration.ofSeconds(15);
        private Duration poll = Duration.ofMillis(500);
        private Duration drain = Duration.ofSeconds(10);
        private Duration maxDelay = Duration.ofDays(7);
        private int maxStoredResponse = 64 << 10;

        private Builder() {}

        /** Most invocations of one function that run at a time in this process. Default: 8. */
        public Builder perFunction(int invocations) {
            this.perFunction = atLeast(1, "perFunction", invocations);
            return this;
        }

        /** Most invocations that run at a time in this process, of all functions. Default: 64. */
        public Builder total(int invocations) {
            this.total = atLeast(1, "total", invocations);
            return this;
        }

        /**
         * How long the invocations of a process that does no longer answer are kept for it; others run them then. It is
         * renewed while they run. Default: 15 s, at least 100 ms.
         */
        public Builder lease(Duration time) {
            this.lease = atLeast(Duration.ofMillis(100), "lease", time);
            return this;
        }

        /** How often the queue is asked for what is due, apart from being told so by it. Default: 500 ms, at least 10 ms. */
        public Builder poll(Duration time) {
            this.poll = atLeast(Duration.ofMillis(10), "poll", time);
            return this;
        }

        /** How long closing waits for what runs; the rest is given back to the queue. Default: 10 s. */
        public Builder drain(Duration time) {
            this.drain = atLeast(Duration.ZERO, "drain", time);
            return this;
        }

        /** Longest {@code x-flux-delay} that a client may ask for, 365 days at most. Default: 7 days. */
        public Builder maxDelay(Duration time) {
            if (time.compareTo(Submission.LONGEST_DELAY) > 0) {
                throw new IllegalArgumentException("maxDelay: " + time + " (expected: at most 365 days)");
            }
            this.maxDelay = atLeast(Duration.ZERO, "maxDelay", time);
            return this;
        }

        /** How many bytes of a function's response are kept for who asks how the invocation ended. Default: 64 KiB. */
        public Builder maxStoredResponse(int bytes) {
            this.maxStoredResponse = atLeast(0, "maxStoredResponse", bytes);
            return this;
        }

        public InvocationOptions build() {
            return new InvocationOptions(this);
        }

        private static int atLeast(int least, String name, int value) {
            if (value < least) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: at least " + least + ")");
            }
            return value;
        }

        private static Duration atLeast(Duration least, String name, Duration value) {
            if (value.compareTo(least) < 0) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: at least " + least + ")");
            }
            return value;
        }
    }
}
