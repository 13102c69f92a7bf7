package io.fluxgateway.jdbc;

import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Claim;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Invocations, and what is done with a queue. */
final class QueueFixture {
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final int PATIENCE_SECONDS = 90;

    private QueueFixture() {}

    static Invocation invocation() {
        return invocation(new byte[0]);
    }

    static Invocation invocation(byte[] body) {
        String id = RequestIds.requestId();
        return new Invocation(
                id, id, Kind.CALL, "receipt", "k_1", "/receipt", null, Map.of(), new Headers(), body, null);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static Admission offer(InvocationQueue queue, Invocation invocation) throws Exception {
        return get(queue.offer(new Submission(invocation)));
    }

    /** Offers all at once; the IDs of those that were accepted. */
    static Set<String> offer(InvocationQueue queue, List<Invocation> invocations) throws Exception {
        List<CompletionStage<Admission>> offers = new ArrayList<>();
        for (Invocation invocation : invocations) {
            offers.add(queue.offer(new Submission(invocation)));
        }
        Set<String> accepted = new HashSet<>();
        for (int i = 0; i < offers.size(); i++) {
            try {
                if (get(offers.get(i)) instanceof Admission.Accepted) {
                    accepted.add(invocations.get(i).id());
                }
            } catch (ExecutionException e) {
                // It was not accepted.
            }
        }
        return accepted;
    }

    /** Claims as many as there are, up to a number. */
    static List<Lease> claim(InvocationQueue queue, int most) throws Exception {
        return get(queue.claim(new Claim("w", LEASE, most, most, List.of())));
    }
}
