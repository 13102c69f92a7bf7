package io.fluxgateway.cli;

import static io.fluxgateway.cli.trace.TraceMaker.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Step;
import io.fluxgateway.trace.Trace;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class TailCommandTest {
    @TempDir
    Path temporary;

    private RecordedProject project;

    @BeforeEach
    void record() {
        project = new RecordedProject(temporary.resolve("shop"));
    }

    @AfterEach
    void close() {
        project.close();
    }

    @Test
    void the_last_requests_come_in_their_order_and_say_why_they_were_refused() {
        project.with(
                of("GET", "/first"),
                trace().make(),
                trace().problem(429, "rate_limited")
                        .key("staging")
                        .decided(Step.RATE_LIMIT, "rate_limited", "0/120 left, plan free, retry in 15 s")
                        .make());

        FluxCall call = project.flux("tail", "--last", "2");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out().lines())
                .containsExactly(
                        "14:22:01  POST /create_order           200   41 ms   production-server   9c3e7f1a",
                        "14:22:01  POST /create_order           429   41 ms   staging             9c3e7f1a"
                                + "   rate limit: 0/120 left, plan free, retry in 15 s");
        assertThat(call.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--status, 5xx, /b /c",
        "--status, 404, /a/1",
        "--status, 4xx, /a/1 /gone",
        "--function, reports, /b",
        "--key, ci, /c",
        "--path, /a, /a /a/1",
        "--path, /, /a /a/1 /b /c /gone",
        "--path, /nowhere, ''"
    })
    void only_those_that_were_asked_for_are_shown(String option, String value, String paths) {
        project.with(
                of("GET", "/a"),
                trace().request("GET", "/a/1").status(404).make(),
                trace().request("GET", "/b").function("reports").status(502).make(),
                trace().request("GET", "/c").key("ci").status(500).make(),
                trace().request("GET", "/gone").clientGone(499).make());

        FluxCall call = project.flux("tail", "--last", "20", option, value);

        assertThat(call.exitCode()).isZero();
        List<String> shown = call.out()
                .lines()
                .map(line -> line.replaceFirst(".*GET (\\S+) .*", "$1"))
                .toList();
        assertThat(String.join(" ", shown)).isEqualTo(paths);
        assertThat(call.err())
                .isEqualTo(paths.isEmpty() ? "No such request was recorded." + System.lineSeparator() : "");
    }

    @Test
    void filters_add_up() {
        project.with(
                trace().status(500).make(),
                trace().key("ci").make(),
                trace().key("ci").status(500).make());

        assertThat(project.flux("tail", "--last", "9", "--status", "5xx", "--key", "ci")
                        .out()
                        .lines())
                .singleElement()
                .asString()
                .contains("500", "ci");
    }

    @ParameterizedTest
    @CsvSource({
        "--status, 6xx",
        "--status, 5x",
        "--status, ok",
        "--last, 0",
        "--last, -1",
        "--last, 10001",
        "--last, many",
        "--path, orders"
    })
    void a_value_that_makes_no_sense_is_wrong_usage(String option, String value) {
        FluxCall call = project.flux("tail", option, value);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).contains(option, value, "Try 'flux tail --help'.");
    }

    @Test
    void json_is_one_object_a_line() {
        project.with(of("GET", "/a"), of("GET", "/b"));

        assertThat(project.flux("tail", "--last", "9", "--json")
                        .out()
                        .lines()
                        .map(line -> JsonMapper.shared()
                                .readTree(line)
                                .at("/attributes/url.path")
                                .asString()))
                .containsExactly("/a", "/b");
    }

    @Test
    void without_last_it_shows_ten_and_goes_on_with_those_that_come() {
        project.with(IntStream.range(0, 12).mapToObj(i -> of("GET", "/old" + i)).toArray(Trace[]::new));

        try (FollowingCall tail = new FollowingCall(project.folder(), "tail")) {
            tail.awaitOut("/old11 ");
            assertThat(tail.out().lines()).hasSize(10).first().asString().contains("/old2 ");

            project.with(of("GET", "/new0"), of("GET", "/new1"));
            tail.awaitOut("/new1 ");
            assertThat(tail.out()).containsOnlyOnce("/new0 ").containsOnlyOnce("/old11 ");
        }
    }

    @Test
    void it_goes_on_where_none_of_the_old_ones_was_shown_and_past_more_than_a_page() {
        project.with(of("GET", "/old"));

        try (FollowingCall tail = new FollowingCall(project.folder(), "tail", "--status", "5xx")) {
            project.with(trace().request("GET", "/started").status(500).make());
            tail.awaitOut("/started ");
            project.withAtOnce(IntStream.range(0, 2_500)
                    .mapToObj(i -> trace().request("GET", "/n" + i)
                            .status(i % 2 == 0 ? 200 : 500)
                            .make())
                    .toArray(Trace[]::new));
            project.with(trace().request("GET", "/last").status(500).make());
            tail.awaitOut("/last ");
            assertThat(tail.out().lines()).hasSize(1_252);
        }
    }

    @Test
    void after_last_it_ends_unless_it_is_told_to_follow() {
        project.with(of("GET", "/old"), of("GET", "/older"));

        try (FollowingCall tail = new FollowingCall(project.folder(), "tail", "--last", "1", "--follow", "--json")) {
            tail.awaitOut("/older");
            project.with(of("GET", "/new"));
            tail.awaitOut("/new");
            assertThat(tail.out().lines()).hasSize(2);
        }
    }

    private static Trace of(String method, String path) {
        return trace().request(method, path).make();
    }
}
