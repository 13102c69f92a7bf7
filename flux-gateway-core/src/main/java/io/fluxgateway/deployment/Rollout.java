package io.fluxgateway.deployment;

import java.time.Instant;

/**
 * One attempt to make a deployment live: each node gets ready for it, and only when all are, it is served. Immutable.
 *
 * @param project    name of the project
 * @param number     grows with each rollout of the store
 * @param deployment number of the deployment
 * @param startedAt  when it began
 * @param state      how it stands
 * @param reason     why it did not go live; empty unless it failed
 */
public record Rollout(String project, long number, long deployment, Instant startedAt, State state, String reason) {

    /** How a rollout stands. */
    public enum State {
        /** The nodes get ready. */
        UNDER_WAY,
        /** It went live, though another may be live by now. */
        LIVE,
        /** A node could not load it, and what was live before still is. */
        FAILED,
        /** Another one began before it was live. */
        OVERTAKEN
    }
}
