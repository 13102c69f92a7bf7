package io.fluxgateway.deno;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of a report's line. */
final class FunctionReportTest {
    private static final String PROJECT = "file:///srv/shop/";
    private static final String IDS =
            "'r': '0123456789abcdef0123456789abcdef', 's': '0123456789abcdef', 'p': 'fedcba9876543210'";

    @Test
    void aCallBecomesASpanNamedByItsMethodAndHost() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        Span span = fetch("'at': " + now.toEpochMilli() + ".25, 'ms': 1.5, 'method': 'POST', 'host': 'api.example.com',"
                + " 'port': 443, 'path': '/v1/orders', 'status': 201");

        assertThat(span.traceId()).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(span.spanId()).isEqualTo("0123456789abcdef");
        assertThat(span.parentSpanId()).isEqualTo("fedcba9876543210");
        assertThat(span.kind()).isEqualTo(Span.Kind.CLIENT);
        assertThat(span.function()).isEqualTo("shop");
        assertThat(span.name()).isEqualTo("POST api.example.com");
        assertThat(span.startedAt()).isCloseTo(now.plusNanos(250_000), within(1, ChronoUnit.MICROS));
        assertThat(span.duration()).isEqualTo(Duration.ofNanos(1_500_000));
        assertThat(span.attributes())
                .hasSize(5)
                .containsEntry("http.request.method", "POST")
                .containsEntry("server.address", "api.example.com")
                .containsEntry("server.port", "443")
                .containsEntry("url.path", "/v1/orders")
                .containsEntry("http.response.status_code", "201");
    }

    @Test
    void aPortThatIsNotTheUsualOneIsInTheName() {
        assertThat(fetch("'method': 'GET', 'host': 'localhost', 'port': 8080").name())
                .isEqualTo("GET localhost:8080");
    }

    @Test
    void aCallThatFailedHasItsErrorAndNoStatus() {
        assertThat(fetch("'method': 'GET', 'host': 'a', 'error': 'TypeError'").attributes())
                .containsEntry("error.type", "TypeError")
                .doesNotContainKey("http.response.status_code");
    }

    @Test
    void anErrorsAttributesAreNamedAsOpenTelemetryDoes() {
        LogEvent event = log("'m': 'Error: no\\n    at file:///srv/shop/functions/a/index.ts:3:1', 'l': 'error',"
                + " 'e': {'type': 'RangeError', 'message': 'no', 'file': 'functions/a/index.ts', 'line': 3}");

        assertThat(event.level()).isEqualTo(LogEvent.Level.ERROR);
        assertThat(event.text()).isEqualTo("Error: no\n    at functions/a/index.ts:3:1");
        assertThat(event.attributes())
                .hasSize(4)
                .containsEntry("exception.type", "RangeError")
                .containsEntry("exception.message", "no")
                .containsEntry("code.file.path", "functions/a/index.ts")
                .containsEntry("code.line.number", "3");
    }

    @ParameterizedTest
    @CsvSource({"debug, DEBUG", "info, INFO", "warn, WARN", "error, ERROR", "shout, INFO"})
    void aLevelThatIsNoneIsInfo(String level, LogEvent.Level expected) {
        assertThat(log("'m': 'x', 'l': '" + level + "'").level()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "'log'",
                "{",
                "{}",
                "{'t': 'log'}",
                "{'t': {}, 'm': 'x'}",
                "{'t': 'log', 'm': {}}",
                "{'t': 'log', 'm': 7}",
                "{'t': 'fetch', 'method': 'GET', 'host': 'a'}"
            })
    void aLineThatIsNoReportIsNone(String line) {
        FunctionReport report = parse(line);

        assertThat(report == null || (report.log(PROJECT) == null && report.fetch() == null))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'r': 'id-a', 's': '0123456789abcdef'",
                "'r': '0123456789ABCDEF0123456789abcdef', 's': '0123456789abcdef'",
                "'r': '0123456789abcdef0123456789abcdef', 's': 'x'",
                "'r': {}, 's': '0123456789abcdef'",
                "'r': '0123456789abcdef0123456789abcdef', 's': 7",
                "'r': null, 's': null"
            })
    void aCallOfAnUnknownTraceIsNone(String ids) {
        assertThat(requireNonNull(parse("{'t': 'fetch', 'method': 'GET', 'host': 'a', " + ids + "}"))
                        .fetch())
                .isNull();
    }

    @Test
    void aLogLineWithBadIdsIsKeptWithoutThem() {
        LogEvent event = requireNonNull(requireNonNull(parse("{'t': 'log', 'm': 'kept', 'r': 'zz', 's': [1]}"))
                .log(PROJECT));

        assertThat(event.text()).isEqualTo("kept");
        assertThat(event.traceId()).isNull();
        assertThat(event.spanId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e300", "-1e300", "'soon'", "{}", "null", "true", "1e99999"})
    void aTimeThatCannotBeIsNow(String at) {
        assertThat(log("'m': 'x', 'at': " + at).at()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.5", "1e300", "'long'", "{}", "null", "1e99999"})
    void aDurationThatCannotBeIsZero(String millis) {
        assertThat(fetch("'method': 'GET', 'host': 'a', 'ms': " + millis).duration())
                .isZero();
    }

    @Test
    void attributesOfTheWrongTypeAreLeftOut() {
        assertThat(fetch("'method': 'GET', 'host': 'a', 'path': 7, 'status': '200', 'port': 1.5, 'error': {}")
                        .attributes())
                .containsOnlyKeys("http.request.method", "server.address");
        assertThat(log("'m': 'x', 'e': {'type': 1, 'message': [], 'file': {}, 'line': 'three'}")
                        .attributes())
                .isEmpty();
    }

    private static Span fetch(String fields) {
        return requireNonNull(requireNonNull(parse("{'t': 'fetch', " + IDS + ", " + fields + "}"))
                .fetch());
    }

    private static LogEvent log(String fields) {
        return requireNonNull(requireNonNull(parse("{'t': 'log', " + IDS + ", " + fields + "}"))
                .log(PROJECT));
    }

    private static FunctionReport parse(String line) {
        return FunctionReport.parse("shop", line.replace('\'', '"'));
    }
}
