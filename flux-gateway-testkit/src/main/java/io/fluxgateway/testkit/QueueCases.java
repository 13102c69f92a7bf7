package io.fluxgateway.testkit;

import io.fluxgateway.deployment.Bundle;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Claim;
import io.fluxgateway.invocation.Idempotency;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationFilter;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.invocation.Settlement;
import io.fluxgateway.invocation.Submission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What all parts of the {@link InvocationQueueContract} stand on. */
abstract class QueueCases {
    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration HOUR = Duration.ofHours(1);
    static final int MANY = 100;

    private static final int PATIENCE_SECONDS = 90;
    private static final int ID_BYTES = 16;

    private @Nullable InvocationQueue queue;
    private @Nullable InvocationQueue elsewhere;

    /**
     * Opens the queue under test: each time as another process would, where there is such a thing. One and the same queue
     * throughout a test, which is empty at its start and which a test opens with the same limits always.
     */
    protected abstract InvocationQueue open(QueueLimits limits);

    /** Lets time go on by the clock that the queue goes by, or puts that clock back if negative. */
    protected abstract void pass(Duration time) throws Exception;

    @AfterEach
    void closeBoth() {
        if (queue != null) {
            queue.close();
        }
        if (elsewhere != null) {
            elsewhere.close();
        }
    }

    /** The queue, with the usual limits unless it was opened with others before. */
    protected final InvocationQueue queue() {
        return queue(QueueLimits.DEFAULT);
    }

    final InvocationQueue queue(QueueLimits limits) {
        InvocationQueue opened = queue;
        if (opened == null) {
            opened = open(limits);
            queue = opened;
        }
        return opened;
    }

    /** The same queue as another process sees it. */
    protected final InvocationQueue elsewhere() {
        InvocationQueue opened = elsewhere;
        if (opened == null) {
            opened = open(QueueLimits.DEFAULT);
            elsewhere = opened;
        }
        return opened;
    }

    // What is done

    protected static final <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** An invocation of a function by a key. */
    protected static final Invocation call(String function, String key) {
        return invocation(Kind.CALL, function, key, "{}".getBytes(StandardCharsets.UTF_8));
    }

    static Invocation invocation(Kind kind, String function, String key, byte[] body) {
        Headers headers = new Headers().add("content-type", "application/json");
        String id = newId();
        return new Invocation(id, newId(), kind, function, key, "/" + function, null, Map.of(), headers, body, null);
    }

    static String newId() {
        byte[] id = new byte[ID_BYTES];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    static Idempotency idempotency(String key, String content) {
        return new Idempotency(sha256(key), sha256(content));
    }

    private static String sha256(String text) {
        return Bundle.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    protected final Admission offer(Invocation invocation) throws Exception {
        return get(queue().offer(new Submission(invocation)));
    }

    final Invocation offered() throws Exception {
        return offered("receipt", "k_1");
    }

    final Invocation offered(String function, String key) throws Exception {
        Invocation invocation = call(function, key);
        offer(invocation);
        return invocation;
    }

    protected static final Claim claim(String worker, int most, Collection<Lease> running) {
        return new Claim(worker, LEASE, most, MANY, running);
    }

    /** Claims as many as there are. */
    protected final List<Lease> claimAll(String worker) throws Exception {
        return get(queue().claim(claim(worker, MANY, List.of())));
    }

    final Lease claimOne(String worker) throws Exception {
        List<Lease> leases = get(queue().claim(claim(worker, 1, List.of())));
        if (leases.isEmpty()) {
            throw new AssertionError("nothing to claim for " + worker);
        }
        return leases.get(0);
    }

    static List<String> ids(Collection<Lease> leases) {
        return leases.stream().map(Lease::id).toList();
    }

    static Outcome answered(int status) {
        return answered(status, "answer".getBytes(StandardCharsets.UTF_8));
    }

    static Outcome answered(int status, byte[] body) {
        Headers headers = new Headers().add("content-type", "text/plain");
        return new Outcome(new Outcome.Response(status, headers, body, false), null, null, Duration.ofMillis(41));
    }

    protected static final Settlement ended(InvocationStatus status) {
        return new Settlement(status, Duration.ZERO, answered(status == InvocationStatus.SUCCEEDED ? 200 : 500), null);
    }

    static Settlement again(Duration delay) {
        return new Settlement(InvocationStatus.QUEUED, delay, answered(503), null);
    }

    protected final boolean settle(Lease lease, Settlement settlement) throws Exception {
        return get(queue().settle(lease, settlement));
    }

    final Set<Lease> renew(Lease... leases) throws Exception {
        return get(queue().renew(List.of(leases), LEASE));
    }

    protected final InvocationState state(Invocation invocation) throws Exception {
        return get(queue().find(invocation.id())).orElseThrow();
    }

    final InvocationStatus status(Invocation invocation) throws Exception {
        return state(invocation).status();
    }

    /** Brings an invocation to a final status, or to the one that it has once it was offered. */
    final Invocation in(InvocationStatus status) throws Exception {
        Invocation invocation = offered();
        if (status == InvocationStatus.DISCARDED) {
            get(queue().discard(invocation.id()));
        } else if (status != InvocationStatus.QUEUED) {
            Lease lease = claimOne("w");
            if (status.isFinal()) {
                settle(lease, ended(status));
            }
        }
        return invocation;
    }

    final int tidyAll() throws Exception {
        int forgotten = 0;
        int some = get(queue().tidy());
        while (some > 0) {
            forgotten += some;
            some = get(queue().tidy());
        }
        return forgotten;
    }

    static InvocationFilter any(int most) {
        return new InvocationFilter(null, null, "", most);
    }
}
