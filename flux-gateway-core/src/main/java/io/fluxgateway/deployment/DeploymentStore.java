package io.fluxgateway.deployment;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps deployments: contents of files by their SHA-256, bundles of files, deployments of bundles, which one is live, and
 * what nodes say of themselves. All that a command that deploys and the servers share.
 *
 * <p>What a method stored is there when it returns, whole or not at all. Methods may block. Thread-safe.
 */
public interface DeploymentStore {
    /** Most deployments of a project that are kept, the live one among them. */
    int MAX_DEPLOYMENTS = 100;

    /** Those of the contents that are not stored. */
    Set<String> missing(Collection<String> sha256);

    /** Stores a content, under its SHA-256. */
    void put(byte[] content);

    /**
     * A content.
     *
     * @throws MissingContentException if it is not there, or is not what its name says
     */
    byte[] content(String sha256) throws MissingContentException;

    /**
     * Stores a deployment of a project, with the next number. Nothing serves it yet. The oldest that are neither live nor
     * under way are forgotten beyond {@link #MAX_DEPLOYMENTS}.
     *
     * @param functions by name
     * @throws MissingContentException if the content of a file is not stored
     */
    Deployment add(String project, Map<String, Bundle> functions) throws MissingContentException;

    /** That deployment, or null. */
    @Nullable
    Deployment deployment(String project, long number);

    /** The project's deployments, newest first. */
    List<Deployment> deployments(String project);

    /**
     * Has the project's nodes get ready for a deployment. One that was under way is overtaken.
     *
     * @throws IllegalArgumentException if there is no such deployment
     */
    Rollout begin(String project, long deployment);

    /** Makes the deployment of a rollout live; false if the rollout is not under way any more, and then nothing changes. */
    boolean goLive(Rollout rollout);

    /** Ends a rollout that is under way: what was live stays so. */
    void fail(Rollout rollout, String reason);

    /** How things stand. */
    Rollouts rollouts(String project);

    /** The project's rollouts, newest first, of deployments that are still kept. */
    List<Rollout> history(String project);

    /**
     * Has the listener called soon after each change of {@link #rollouts}, whichever process made it; now and then also
     * without one. The listener must not block.
     *
     * @return ends the watch when closed
     */
    Watch watch(String project, Runnable listener);

    /** Notes what a node says, and that it is alive. */
    void report(String project, NodeReport report);

    /** What nodes said that were alive within that time. */
    List<NodeReport> nodes(String project, Duration within);

    /** Forgets a node that ends. */
    void forget(String project, String node);

    /** A watch that can be ended. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
