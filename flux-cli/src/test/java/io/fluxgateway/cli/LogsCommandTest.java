package io.fluxgateway.cli;

import static io.fluxgateway.cli.trace.TraceMaker.CALL;
import static io.fluxgateway.cli.trace.TraceMaker.ID;
import static io.fluxgateway.cli.trace.TraceMaker.START;
import static io.fluxgateway.cli.trace.TraceMaker.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.LogEvent.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogsCommandTest {
    @TempDir
    Path temporary;

    private RecordedProject project;

    @BeforeEach
    void record() {
        project = new RecordedProject(temporary.resolve("shop"))
                .with(
                        log(CALL, 0, Level.INFO, "order saved"),
                        log(null, 1_000, Level.WARN, "half a\nline"),
                        new LogEvent(ID, CALL, "reports", START.plusSeconds(60), Level.ERROR, "no paper", Map.of()));
    }

    @AfterEach
    void close() {
        project.close();
    }

    @Test
    void lines_are_shown_with_time_function_level_and_request() {
        FluxCall call = flux(Duration.ofMinutes(2));

        assertThat(call.exitCode()).isZero();
        assertThat(call.out().lines())
                .containsExactly(
                        "14:22:01.123  create_order       info   9c3e7f1a  order saved",
                        "14:22:02.123  create_order       warn   -         half a",
                        "    line",
                        "14:23:01.123  reports            error  9c3e7f1a  no paper");
    }

    @ParameterizedTest
    @CsvSource({"60s, 2", "61s, 3", "2m, 3", "1h, 3", "7d, 3", "30s, 1"})
    void since_says_how_far_back(String since, int count) {
        assertThat(flux(Duration.ofSeconds(61), "--since", since).out().lines().filter(line -> line.startsWith("14")))
                .hasSize(count);
    }

    @Test
    void a_function_has_its_own_lines() {
        assertThat(flux(Duration.ofMinutes(2), "--function", "reports").out().lines())
                .singleElement()
                .asString()
                .endsWith("no paper");
    }

    @Test
    void where_nothing_was_logged_it_says_so() {
        FluxCall call = flux(Duration.ofHours(2));

        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).contains("Nothing was logged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "m", "0m", "1w", "-1m", "1.5h", "9999999d"})
    void what_is_no_time_is_wrong_usage(String since) {
        FluxCall call = project.flux("logs", "--since", since);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).startsWith("flux: --since: \"" + since + "\" (expected: ");
    }

    @Test
    void json_is_one_object_a_line() {
        FluxCall call = flux(Duration.ofMinutes(2), "--json");

        assertThat(call.out().lines()).hasSize(3);
        JsonNode second =
                JsonMapper.shared().readTree(call.out().lines().toList().get(1));
        assertThat(second.path("text").asString()).isEqualTo("half a\nline");
        assertThat(second.path("level").asString()).isEqualTo("warn");
        assertThat(second.has("traceId")).isFalse();
    }

    @Test
    void it_follows_from_nothing() {
        try (FollowingCall logs = new FollowingCall(project.folder(), "logs", "--follow", "--function", "reports")) {
            for (int i = 0; i < 2; i++) {
                project.with(
                        log(CALL, 0, Level.INFO, "of another"),
                        new LogEvent(null, null, "reports", Instant.now(), Level.INFO, "new " + i, Map.of()));
                logs.awaitOut("new " + i);
            }
            assertThat(logs.out().lines()).hasSize(2);
            assertThat(logs.err()).isEmpty();
        }
    }

    /** So long after the first line. */
    private FluxCall flux(Duration later, String... options) {
        String[] args = new String[options.length + 1];
        args[0] = "logs";
        System.arraycopy(options, 0, args, 1, options.length);
        return FluxCall.with(
                new Surroundings(project.folder(), Clock.fixed(START.plus(later), ZoneOffset.UTC), Map.of()), args);
    }
}
