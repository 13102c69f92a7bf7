package io.fluxgateway.invocation;

import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.Outcome.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Invocations and how they end, as tests need them. */
final class Invocations {
    static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private Invocations() {}

    static Invocation call(String function) {
        return invocation(Kind.CALL, function, null);
    }

    static Invocation callWithCallback(String function, String callback) {
        return invocation(Kind.CALL, function, URI.create(callback));
    }

    static Invocation callback(String function) {
        return invocation(Kind.CALLBACK, function, URI.create("https://partner.test/hook"));
    }

    private static Invocation invocation(Kind kind, String function, @Nullable URI callback) {
        String id = RequestIds.requestId();
        return new Invocation(
                id,
                id,
                kind,
                function,
                "key",
                "/" + function,
                null,
                Map.of(),
                new Headers().add("traceparent", TRACEPARENT),
                new byte[0],
                callback);
    }

    static Outcome answered(int status) {
        return answered(status, new Headers(), "");
    }

    static Outcome answered(int status, Headers headers, String body) {
        return Outcome.answered(
                new Response(status, headers, body.getBytes(StandardCharsets.UTF_8), false), Duration.ofMillis(5));
    }
}
