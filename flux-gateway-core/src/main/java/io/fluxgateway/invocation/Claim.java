package io.fluxgateway.invocation;

import io.fluxgateway.invocation.Invocation.Kind;
import java.time.Duration;
import java.util.Map;

/**
 * How many invocations a worker can run.
 *
 * @param worker  the process that claims; unique among all of the queue
 * @param lease   how long they are its own, if it does not renew them
 * @param most    how many in all, at least 1
 * @param perLane how many of one lane may run in this process at a time
 * @param running how many of a lane run in this process now; lanes that have none are missing
 */
public record Claim(String worker, Duration lease, int most, int perLane, Map<Lane, Integer> running) {
    public Claim {
        running = Map.copyOf(running);
    }

    /** Invocations that share a bound: those of one function, and the callbacks of one. */
    public record Lane(Kind kind, String function) {}

    /** How many more of a lane may run. */
    public int room(Lane lane) {
        return Math.max(0, perLane - running.getOrDefault(lane, 0));
    }
}
