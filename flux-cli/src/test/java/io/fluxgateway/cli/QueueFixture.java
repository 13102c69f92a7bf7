package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Claim;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.invocation.Settlement;
import io.fluxgateway.invocation.Submission;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Puts invocations into a queue in any state. Those that end or run are to be made before those that wait and are due. */
final class QueueFixture {
    private final InvocationQueue queue;

    QueueFixture(InvocationQueue queue) {
        this.queue = queue;
    }

    /** An ID that begins so. */
    static String id(String prefix) {
        return prefix + "0".repeat(32 - prefix.length());
    }

    static Invocation call(String prefix, String function) {
        return invocation(prefix, Kind.CALL, function, "{\"orderId\":\"ord_xyz\"}", null);
    }

    static Invocation callback(String prefix, String function) {
        return invocation(prefix, Kind.CALLBACK, function, "{}", URI.create("https://your-app.com/hooks"));
    }

    private static Invocation invocation(
            String prefix, Kind kind, String function, String body, @Nullable URI callback) {
        return new Invocation(
                id(prefix),
                id(prefix),
                kind,
                function,
                "key-1",
                "/" + function,
                "a=1",
                Map.of(),
                new Headers(),
                body.getBytes(StandardCharsets.UTF_8),
                callback);
    }

    static Outcome answered(int status, String body) {
        return answered(status, body.getBytes(StandardCharsets.UTF_8));
    }

    static Outcome answered(int status, byte[] body) {
        Headers headers = new Headers().add("content-type", "text/plain");
        return Outcome.answered(new Outcome.Response(status, headers, body, false), Duration.ofMillis(1200));
    }

    static Outcome timeout() {
        return Outcome.failed(
                "function_timeout", "Function send_receipt did not answer within 30s.", Duration.ofSeconds(30));
    }

    void queued(Invocation invocation, Duration delay) throws Exception {
        assertThat(get(queue.offer(new Submission(invocation, delay, null)))).isEqualTo(Admission.ACCEPTED);
    }

    /** Leased, and nothing else is due. */
    Lease running(Invocation invocation) throws Exception {
        queued(invocation, Duration.ZERO);
        return claim(invocation.id());
    }

    private Lease claim(String id) throws Exception {
        List<Lease> leases = get(queue.claim(new Claim("worker", Duration.ofMinutes(1), 1, 100, List.of())));
        assertThat(leases).extracting(Lease::id).containsExactly(id);
        return leases.get(0);
    }

    /** After one attempt. */
    void settled(Invocation invocation, InvocationStatus status, Duration delay, Outcome outcome) throws Exception {
        Lease lease = running(invocation);
        assertThat(get(queue.settle(lease, new Settlement(status, delay, outcome, null))))
                .isTrue();
    }

    void ended(Invocation invocation, InvocationStatus status, Outcome outcome) throws Exception {
        settled(invocation, status, Duration.ZERO, outcome);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
