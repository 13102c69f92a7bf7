package io.fluxgateway.jdbc;

import io.fluxgateway.exchange.Decided;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces to record. */
final class TraceFixture {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456Z");
    /** Stands still at noon: by the clock of today the traces of these tests are too old to be kept. */
    static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    private TraceFixture() {}

    static Trace trace(String id, int status) {
        return trace(id, status, "/create_order", NOON);
    }

    static Trace trace(int status) {
        return trace(RequestIds.requestId(), status);
    }

    static Trace trace(String id, int status, String path, Instant startedAt) {
        return new Trace(
                id,
                "00f067aa0ba902b7",
                "b7ad6b7169203331",
                "their-own",
                "POST",
                path,
                "q=1",
                status,
                status < 400 ? null : "some_problem",
                status == 499,
                "till",
                startedAt,
                Duration.ofNanos(41_200_001),
                List.of(
                        new Decided(new Told(Step.AUTHENTICATION, "ok", "key till (flx_live_abc1...)"), 20_000),
                        new Decided(new Told(Step.RATE_LIMIT, "ok", ""), 30_000)),
                path.substring(1),
                "deno",
                new Trace.Call("1234567890abcdef", Duration.ofMillis(70), Duration.ofNanos(380_000)),
                "203.0.113.7");
    }

    static LogEvent log(@Nullable String id, Instant at, String text) {
        return new LogEvent(
                id, id == null ? null : "1234567890abcdef", "create_order", at, LogEvent.Level.INFO, text, Map.of());
    }

    static Span span(String id) {
        return new Span(
                id,
                "2222222222222222",
                "1234567890abcdef",
                Span.Kind.CLIENT,
                "create_order",
                "POST api.example.com",
                NOON,
                Duration.ofMillis(31),
                Map.of("http.response.status_code", "201"));
    }

    record Told(Step step, String outcome, String detail) implements Decision {}
}
