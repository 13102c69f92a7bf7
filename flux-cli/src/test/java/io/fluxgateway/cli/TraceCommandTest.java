package io.fluxgateway.cli;

import static io.fluxgateway.cli.trace.TraceMaker.CALL;
import static io.fluxgateway.cli.trace.TraceMaker.ID;
import static io.fluxgateway.cli.trace.TraceMaker.fetch;
import static io.fluxgateway.cli.trace.TraceMaker.log;
import static io.fluxgateway.cli.trace.TraceMaker.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.jdbc.SqliteTraceReader;
import io.fluxgateway.trace.LogEvent.Level;
import io.fluxgateway.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TraceCommandTest {
    private static final String SIBLING = "9c3e7f1b" + ID.substring(8);

    @TempDir
    Path temporary;

    private RecordedProject project;

    @BeforeEach
    void record() {
        project = new RecordedProject(temporary.resolve("shop"))
                .with(
                        trace().make(),
                        trace().id(SIBLING).request("GET", "/a\u001b[2Jb").make());
    }

    @AfterEach
    void close() {
        project.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9c3e7f1a",
                ID,
                "9C3E7F1A4B0D",
                "  9c3e7f1a\t",
                "x-request-id: " + ID,
                "X-Request-Id:" + ID,
                ID + "\r"
            })
    void a_prefix_that_no_other_id_has_finds_the_trace_and_so_does_the_id_as_it_was_pasted(String given) {
        FluxCall call = project.flux("trace", given);

        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(call.out().lines())
                .containsExactly(
                        "trace " + ID + "  POST /create_order  200  41.2 ms   2026-11-23 14:22:01.123",
                        "gateway                          0.38 ms",
                        "create_order                     40.8 ms   deno");
        assertThat(call.err()).isEmpty();
    }

    @Test
    void the_line_of_the_response_needs_no_quotes() {
        assertThat(project.flux("trace", "x-request-id:", ID).out()).startsWith("trace " + ID);
    }

    @Test
    void an_unknown_id_fails_and_says_where_to_look() {
        FluxCall call = project.flux("trace", "ab12");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err().lines()).singleElement().asString().startsWith("flux: no trace starts with ab12: ");
        assertThat(call.err()).contains("kept for 7 days", "flux tail --last 20");
    }

    @Test
    void an_ambiguous_prefix_fails_and_shows_the_candidates_without_their_escape_sequences() {
        FluxCall call = project.flux("trace", "9c3e7");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err().lines())
                .containsExactly(
                        "  " + ID
                                + "   14:22:01  POST /create_order           200   41 ms   production-server   9c3e7f1a",
                        "  " + SIBLING
                                + "   14:22:01  GET /a\\u001b[2Jb             200   41 ms   production-server   9c3e7f1b",
                        "flux: 2 traces start with 9c3e7, see above; give more digits");
    }

    @Test
    void of_many_candidates_ten_are_shown() {
        project.with(IntStream.range(0, 12)
                .mapToObj(
                        i -> trace().id(String.format(Locale.ROOT, "c%031x", i)).make())
                .toArray(Trace[]::new));

        FluxCall call = project.flux("trace", "c");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err().lines())
                .hasSize(11)
                .last()
                .asString()
                .startsWith("flux: more than 10 traces start with c,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz", "", "x-request-id:", ID + "0", "9c3e%"})
    void what_is_no_id_is_wrong_usage(String given) {
        FluxCall call = project.flux("trace", given);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err())
                .startsWith("flux: ID: \"" + given + "\" (expected: 1 to 32 hexadecimal digits")
                .contains("Try 'flux trace --help'.");
    }

    @Test
    void no_id_is_wrong_usage() {
        assertThat(project.flux("trace").exitCode()).isEqualTo(2);
    }

    @Test
    void what_the_function_did_comes_into_the_trace_whenever_it_is_reported() {
        project.flux("trace", "9c3e7f1a");

        project.with(log(CALL, 30, Level.INFO, "order saved"))
                .with(fetch(CALL, 1, Map.of("http.response.status_code", "201")));

        assertThat(project.flux("trace", "9c3e7f1a").out().lines().skip(3))
                .containsExactly("  fetch POST api.example.com     31.0 ms   201", "  log  info   order saved");
    }

    @Test
    void json_is_one_object_with_spans_and_log_lines() {
        project.with(log(CALL, 30, Level.INFO, "order saved"))
                .with(fetch(CALL, 1, Map.of("http.response.status_code", "201")));

        FluxCall call = project.flux("trace", "9c3e7f1a", "--json");

        assertThat(call.out().lines()).hasSize(1);
        JsonNode json = JsonMapper.shared().readTree(call.out());
        assertThat(json.path("traceId").asString()).isEqualTo(ID);
        assertThat(json.at("/logs/0/text").asString()).isEqualTo("order saved");
        assertThat(json.at("/spans/0/name").asString()).isEqualTo("POST api.example.com");
    }

    @Test
    void a_trace_of_very_many_requests_is_shown_in_part() {
        Trace[] many = IntStream.range(0, SqliteTraceReader.MOST_OF_A_TRACE + 1)
                .mapToObj(i -> trace().id("d".repeat(32)).make())
                .toArray(Trace[]::new);
        project.withAtOnce(many);

        FluxCall call = project.flux("trace", "d", "--json");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out().lines()).hasSize(SqliteTraceReader.MOST_OF_A_TRACE);
        assertThat(call.err()).contains("the first 1000 ");
    }

    @Test
    void times_are_those_of_the_users_zone() {
        Surroundings rome =
                new Surroundings(project.folder(), Clock.fixed(Instant.EPOCH, ZoneId.of("Europe/Rome")), Map.of());

        assertThat(FluxCall.with(rome, "trace", "9c3e7f1a").out()).contains("2026-11-23 15:22:01.123");
    }

    @Test
    void colours_are_for_terminals() {
        Surroundings terminal = new Surroundings(project.folder(), Clock.systemUTC(), Map.of(), true);

        assertThat(FluxCall.with(terminal, "trace", "9c3e7f1a").out()).contains("\u001b[32m200\u001b[0m");
        assertThat(FluxCall.with(terminal, "tail", "--last", "1").out()).contains("\u001b[32m200\u001b[0m");
        assertThat(FluxCall.with(terminal, "trace", "9c3e7f1a", "--json").out()).doesNotContain("\u001b");
        assertThat(project.flux("trace", "9c3e7f1a").out()).doesNotContain("\u001b");
    }

    @Test
    void reading_makes_no_files_where_nothing_was_recorded() {
        Path untouched = temporary.resolve("untouched");
        Projects.httpFunction(untouched, "a");

        for (String command : new String[] {"tail", "logs"}) {
            FluxCall call = FluxCall.in(untouched, command);
            assertThat(call.exitCode()).isEqualTo(1);
            assertThat(call.err())
                    .isEqualTo("flux: nothing was recorded so far: there is no " + untouched.resolve(".flux/traces.db")
                            + System.lineSeparator());
        }
        assertThat(FluxCall.in(untouched, "trace", "ab").exitCode()).isEqualTo(1);
        assertThat(Files.exists(untouched.resolve(".flux"))).isFalse();
    }

    @Test
    void a_folder_that_is_no_project_is_said_so() {
        FluxCall call = FluxCall.in(temporary, "trace", "ab", "--dir", ".");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err()).startsWith("flux: no project in ");
    }
}
