package io.fluxgateway.invocation;

import io.fluxgateway.invocation.Invocation.Kind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * How many invocations a worker can run.
 *
 * @param worker  the process that claims; unique among all of the queue
 * @param lease   how long they are its own, if it does not renew them; more than zero
 * @param most    how many in all, at least 1
 * @param perLane how many of one lane may run in this process at a time, at least 1
 * @param running what runs in this process now: it is not claimed again, even if a clock makes its lease look ended
 */
public record Claim(String worker, Duration lease, int most, int perLane, Collection<Lease> running) {
    public Claim {
        if (lease.toMillis() < 1) {
            throw new IllegalArgumentException("lease: " + lease + " (expected: at least 1 ms)");
        }
        if (most < 1) {
            throw new IllegalArgumentException("most: " + most + " (expected: at least 1)");
        }
        if (perLane < 1) {
            throw new IllegalArgumentException("perLane: " + perLane + " (expected: at least 1)");
        }
        running = List.copyOf(running);
    }

    /** Invocations that share a bound: those of one function, and the callbacks of one. */
    public record Lane(Kind kind, String function) {
        /** The one that an invocation is in. */
        public static Lane of(Invocation invocation) {
            return new Lane(invocation.kind(), invocation.function());
        }
    }

    /** How many more of a lane may run. */
    public int room(Lane lane) {
        long busy = running.stream()
                .filter(lease -> Lane.of(lease.invocation()).equals(lane))
                .count();
        return (int) Math.max(0, perLane - busy);
    }

    /** Whether an invocation runs in this process now. */
    public boolean runs(String id) {
        return running.stream().anyMatch(lease -> lease.id().equals(id));
    }
}
