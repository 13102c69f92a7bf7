package io.fluxgateway.deployment;

/**
 * What a node says of itself.
 *
 * @param node    unique among the project's nodes, and as the user is to read it
 * @param serving number of the deployment that it serves; 0 if none
 * @param rollout number of the last rollout that it looked at; 0 if none
 * @param failure why it is not ready for that rollout; empty if it is
 */
public record NodeReport(String node, long serving, long rollout, String failure) {}
