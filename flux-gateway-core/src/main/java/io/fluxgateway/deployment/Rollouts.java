package io.fluxgateway.deployment;

import org.jspecify.annotations.Nullable;

/**
 * What a project's nodes are to do. Immutable.
 *
 * @param live     number of the deployment that is served; 0 if none is yet
 * @param underWay what they are to get ready for; null if nothing
 */
public record Rollouts(long live, @Nullable Rollout underWay) {}
