package io.fluxgateway.deployment;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Stores deployments of a project and makes them live: first every node that is alive gets ready, then all serve it. A
 * deployment that one node cannot load never becomes live on any. Methods block. Not thread-safe.
 */
public final class Deployer {
    /** How long nodes may take to get ready by default, packages that functions import included. */
    public static final Duration DEFAULT_READY_LIMIT = Duration.ofMinutes(2);

    /** A node that was not heard of for this long is not waited for. */
    static final Duration NODE_ALIVE = Duration.ofSeconds(10);

    private static final Duration SWITCH_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 20;

    private final DeploymentStore store;
    private final String project;
    private final Duration readyLimit;

    /** A deployer with the default limit. */
    public Deployer(DeploymentStore store, String project) {
        this(store, project, DEFAULT_READY_LIMIT);
    }

    /**
     * A deployer.
     *
     * @param readyLimit how long the nodes may take to get ready
     */
    public Deployer(DeploymentStore store, String project, Duration readyLimit) {
        this.store = store;
        this.project = project;
        this.readyLimit = readyLimit;
    }

    /** Is told how far the upload is. */
    @FunctionalInterface
    public interface Progress {
        void uploaded(int files, int ofFiles);
    }

    /**
     * Stores a deployment; contents that the store has already are not sent again. Nothing serves it yet.
     *
     * @throws IOException if a file cannot be read, or changes meanwhile
     */
    public Deployment store(ProjectBundle functions, Progress progress) throws IOException, MissingContentException {
        Set<String> missing = store.missing(functions.sources().keySet());
        int done = 0;
        for (String sha256 : missing) {
            store.put(functions.content(sha256));
            progress.uploaded(++done, missing.size());
        }
        return store.add(project, functions.bundles());
    }

    /**
     * Makes a deployment live, and returns when no node serves another one any more.
     *
     * @throws RolloutException         if it did not go live, or not on every node
     * @throws IllegalArgumentException if there is no such deployment
     * @throws InterruptedException     if this thread is; the rollout ends, unless it is live already
     */
    public void rollOut(long deployment) throws RolloutException, InterruptedException {
        Rollout rollout = store.begin(project, deployment);
        boolean live = false;
        try {
            awaitReady(rollout);
            live = store.goLive(rollout);
            if (!live) {
                throw new RolloutException(
                        "deployment " + deployment + " is not live: another one was begun meanwhile; " + nowLive());
            }
            awaitServing(deployment);
        } finally {
            if (!live) {
                store.fail(rollout, "it was given up before all nodes were ready"); // unless a reason is there already
            }
        }
    }

    private void awaitReady(Rollout rollout) throws RolloutException, InterruptedException {
        List<NodeReport> late = await(
                readyLimit,
                nodes -> nodes.stream().anyMatch(node -> refuses(node, rollout))
                        ? List.of()
                        : nodes.stream()
                                .filter(node -> node.rollout() < rollout.number())
                                .toList());
        for (NodeReport node : store.nodes(project, NODE_ALIVE)) {
            if (refuses(node, rollout)) {
                throw failed(rollout, "on " + node.node() + ": " + node.failure());
            }
        }
        if (!late.isEmpty()) {
            throw failed(rollout, "not ready after " + readyLimit.toSeconds() + " s: " + names(late));
        }
    }

    private static boolean refuses(NodeReport node, Rollout rollout) {
        return node.rollout() == rollout.number() && !node.failure().isEmpty();
    }

    private RolloutException failed(Rollout rollout, String reason) {
        store.fail(rollout, reason);
        return new RolloutException(
                "deployment " + rollout.deployment() + " is not live, " + nowLive() + "\n" + reason);
    }

    private void awaitServing(long deployment) throws RolloutException, InterruptedException {
        List<NodeReport> late = await(
                SWITCH_LIMIT,
                nodes -> store.rollouts(project).live() != deployment
                        ? List.of()
                        : nodes.stream()
                                .filter(node -> node.serving() != deployment)
                                .toList());
        if (!late.isEmpty()) {
            throw new RolloutException("deployment " + deployment + " is live, but not served after "
                    + SWITCH_LIMIT.toSeconds() + " s by " + names(late));
        }
    }

    /** Waits until none of the nodes that are alive is late; those that still are when the time is over. */
    private List<NodeReport> await(Duration limit, UnaryOperator<List<NodeReport>> late) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            List<NodeReport> waitedFor = late.apply(store.nodes(project, NODE_ALIVE));
            if (waitedFor.isEmpty() || System.nanoTime() - deadline > 0) {
                return waitedFor;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private String nowLive() {
        long live = store.rollouts(project).live();
        return live == 0 ? "and nothing is" : "deployment " + live + " still is";
    }

    private static String names(List<NodeReport> nodes) {
        return nodes.stream().map(NodeReport::node).collect(Collectors.joining(", "));
    }
}
