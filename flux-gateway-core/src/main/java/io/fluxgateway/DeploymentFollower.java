package io.fluxgateway;

import io.fluxgateway.deployment.BundleCache;
import io.fluxgateway.deployment.Deployment;
import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.deployment.DeploymentStore.Watch;
import io.fluxgateway.deployment.NodeReport;
import io.fluxgateway.deployment.Rollout;
import io.fluxgateway.deployment.Rollouts;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.route.RouteTable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a gateway serve what is live of its project in a store: gets ready for what is rolled out, switches when it goes
 * live, and says how it stands, so that whoever deploys can wait for it. A deployment that cannot be loaded changes
 * nothing.
 *
 * <p>Works on a thread of its own. Thread-safe.
 */
public final class DeploymentFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentFollower.class);

    /** How often the store is told that this node is alive. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    /** How often it is asked without being told that there is news. */
    private static final Duration ASK_ANYWAY = Duration.ofSeconds(1);
    /** After how long what failed is tried again, if it is live. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private static final long END_MILLIS = 10_000;

    private final Gateway gateway;
    private final String project;
    private final String node;
    private final DeploymentStore store;
    private final DeploymentLoader loader;
    private final Listener listener;
    private final Duration readyLimit;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "flux-deployments");
    /** Apart from that one, which may be busy for minutes: a node that is silent is not waited for. */
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread beating = new Thread(task, "flux-heartbeat");
        beating.setDaemon(true);
        return beating;
    });

    private final Object reporting = new Object();
    private volatile @Nullable Watch watch;
    private volatile boolean closed;
    private volatile long served;
    private volatile NodeReport said;

    // Of that thread, once it runs
    private @Nullable Loaded serving;
    private @Nullable Loaded prepared;
    private @Nullable Loaded replaced;
    private long seenRollout;
    private String failure = "";
    private long failedLive;
    private long retryNanos;
    private boolean storeFails;

    /** Is told, on the follower's thread, what happens. */
    public interface Listener {
        /**
         * A table is about to be made ready; what its runtimes need may be fetched now.
         *
         * @throws Exception if they cannot be had; the deployment is refused, with the message as the reason
         */
        default void preparing(RouteTable next) throws Exception {}

        /** Another deployment is served from now on. */
        default void live(RouteTable routes) {}

        /** A deployment cannot be served, and another goes on being so. */
        default void refused(long deployment, String reason) {}
    }

    private record Loaded(Deployment deployment, RouteTable routes) {}

    /**
     * A follower that is yet to be started.
     *
     * @param node       tells this node from the project's others, and the user which it is
     * @param cache      where the functions' files are unpacked
     * @param readyLimit how long functions may take to get ready
     */
    public DeploymentFollower(
            Gateway gateway,
            String project,
            String node,
            DeploymentStore store,
            BundleCache cache,
            Duration readyLimit,
            Listener listener) {
        this.gateway = gateway;
        this.project = project;
        this.node = node;
        this.store = store;
        this.loader = new DeploymentLoader(store, cache);
        this.readyLimit = readyLimit;
        this.listener = listener;
        this.said = new NodeReport(node, 0, 0, "");
        thread.setDaemon(true);
    }

    /**
     * Serves what is live now, if anything is, and follows from here on. Functions start with their first requests.
     *
     * @throws DeploymentException if what is live cannot be loaded
     */
    public void start() throws DeploymentException {
        watch = store.watch(project, news::release);
        long live = store.rollouts(project).live();
        if (live != 0) {
            Loaded loaded = load(live);
            announce(loaded);
            serve(loaded);
        } else {
            report();
        }
        thread.start();
        var unused = heart.scheduleWithFixedDelay(
                this::beat, HEARTBEAT.toNanos(), HEARTBEAT.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void beat() {
        try {
            synchronized (reporting) {
                store.report(project, said);
            }
        } catch (RuntimeException e) {
            LOG.debug("the store was not told that this node is alive", e);
        }
    }

    /** Number of the deployment that is served; 0 if none. */
    public long serving() {
        return served;
    }

    private void run() {
        while (!closed) {
            try {
                step();
                storeFails = false;
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException e) {
                if (!storeFails && !closed) {
                    LOG.error("deployments are not followed for now: {}", e.getMessage(), e);
                }
                storeFails = true;
            }
            pause();
        }
    }

    private void pause() {
        try {
            boolean unused = news.tryAcquire(ASK_ANYWAY.toNanos(), TimeUnit.NANOSECONDS);
            news.drainPermits();
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void step() throws InterruptedException {
        Rollouts now = store.rollouts(project);
        Rollout underWay = now.underWay();
        if (underWay != null && underWay.number() != seenRollout) {
            getReady(underWay);
        }
        if (now.live() != served && (now.live() != failedLive || System.nanoTime() - retryNanos > 0)) {
            goLive(now.live());
        }
        if (underWay == null && prepared != null) {
            prepared = null; // it failed, on whatever node
            gateway.routes(gateway.routes()); // what was started for it ends
        }
    }

    private void getReady(Rollout rollout) throws InterruptedException {
        failure = "";
        try {
            prepared = prepare(rollout.deployment());
        } catch (DeploymentException e) {
            failure = e.getMessage();
            listener.refused(rollout.deployment(), failure);
        }
        seenRollout = rollout.number();
        report();
    }

    private void goLive(long number) throws InterruptedException {
        try {
            Loaded next = prepared;
            Loaded loaded = next != null && next.deployment.number() == number ? next : prepare(number);
            serve(loaded);
            listener.live(loaded.routes);
            failedLive = 0;
        } catch (DeploymentException e) {
            if (failedLive != number) {
                listener.refused(number, e.getMessage());
            }
            failedLive = number;
            retryNanos = System.nanoTime() + RETRY.toNanos();
        }
    }

    private Loaded prepare(long number) throws DeploymentException, InterruptedException {
        Loaded loaded = load(number);
        announce(loaded);
        try {
            gateway.warm(loaded.routes, readyLimit);
        } catch (FunctionStartException e) {
            throw new DeploymentException(e.getMessage(), e);
        }
        return loaded;
    }

    private void announce(Loaded loaded) throws DeploymentException {
        try {
            listener.preparing(loaded.routes);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new DeploymentException(e.getMessage(), e);
        }
    }

    private Loaded load(long number) throws DeploymentException {
        Deployment deployment = store.deployment(project, number);
        if (deployment == null) {
            throw new DeploymentException("the store has no deployment " + number + " of " + project, null);
        }
        return new Loaded(deployment, loader.load(deployment));
    }

    private void serve(Loaded next) {
        gateway.routes(next.routes);
        replaced = serving;
        serving = next;
        prepared = null;
        served = next.deployment.number();
        report();
        loader.keepOnly(Stream.of(serving, replaced)
                .filter(Objects::nonNull)
                .map(Loaded::deployment)
                .toList());
    }

    private void report() {
        synchronized (reporting) { // or an older report could come last
            said = new NodeReport(node, served, seenRollout, failure);
            store.report(project, said);
        }
    }

    /** Follows no more; what is served stays so. Idempotent. */
    @Override
    public void close() {
        closed = true;
        heart.shutdown();
        thread.interrupt();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Watch ended = watch;
        if (ended != null) {
            ended.close();
            watch = null;
            forgetNode();
        }
    }

    private void forgetNode() {
        try {
            boolean unused = heart.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS);
            store.forget(project, node);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("the store will forget this node by itself", e);
        }
    }
}
