package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.Projects;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key may do and until when, and how it is replaced. */
class KeyTermsCommandTest {
    private static final String KEY = "flx_live_[0-9A-Za-z]{36}\\R";
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    Path temporary;

    private Path project;
    private Instant now = NOON;

    @BeforeEach
    void makeProject() {
        project = temporary.resolve("shop");
        Projects.httpFunction(project, "create_order");
        Projects.httpFunction(project, "list_orders");
    }

    @Test
    void a_key_with_everything_is_listed_with_everything() {
        FluxCall create = create("--expires 90d --scope create_order,list_orders --limit 100/min --burst 250");

        assertThat(create.exitCode()).isZero();
        assertThat(create.out()).matches(KEY);
        assertThat(create.err().lines())
                .containsExactly("Keep it now: it cannot be shown again. It expires at 2027-02-23T12:00:00Z."
                        + " It is for create_order, list_orders only. Its limit is 100/min with bursts of 250.");
        now = NOON.plus(Duration.ofDays(50));
        String preview = create.out().substring(0, 13);
        assertThat(list())
                .isEqualTo("  a   " + preview + "...   created 50 days ago   never used   expires in 40 days,"
                        + " for create_order list_orders, limit 100/min with bursts of 250\n");
        assertThat(json())
                .isEqualTo("[{\"name\":\"a\",\"preview\":\"" + preview + "\",\"state\":\"active\","
                        + "\"created\":\"2026-11-25T12:00:00Z\",\"expires\":\"2027-02-23T12:00:00Z\",\"replaced\":null,"
                        + "\"lastUsed\":null,\"scopes\":[\"create_order\",\"list_orders\"],"
                        + "\"limit\":{\"perMinute\":100,\"burst\":250}}]\n");
        now = NOON.plus(Duration.ofDays(93));
        assertThat(list()).contains("expired 3 days ago");
        assertThat(json()).contains("\"state\":\"expired\"");
    }

    @Test
    void json_of_no_keys_is_an_empty_array() {
        FluxCall call = flux("list", "--json");

        assertThat(call.out()).isEqualTo("[]\n");
        assertThat(call.err()).isEmpty();
    }

    @Test
    void a_key_that_may_do_everything_has_nulls() {
        create("");

        assertThat(json())
                .contains("\"expires\":null,\"replaced\":null,\"lastUsed\":null,\"scopes\":null,\"limit\":null}]");
    }

    @ParameterizedTest
    @CsvSource({
        "90d, 2027-02-23T12:00:00Z",
        "12h, 2026-11-26T00:00:00Z",
        "1s, 2026-11-25T12:00:01Z",
        "2027-01-31T00:00:00Z, 2027-01-31T00:00:00Z",
        "2027-01-31T00:00:00+02:00, 2027-01-30T22:00:00Z"
    })
    void an_end_is_a_time_from_now_or_a_moment(String expires, String end) {
        assertThat(create("--expires " + expires).exitCode()).isZero();

        assertThat(json()).contains("\"expires\":\"" + end + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--expires soon | --expires: \"soon\" (expected: a number and s, m, h or d, such as 90d, or a moment",
                "--expires 90 | --expires: \"90\" (expected: a number",
                "--expires 1y | --expires: \"1y\" (expected: a number",
                "--expires 2027-01-31 | --expires: \"2027-01-31\" (expected: a number",
                "--expires 0d | --expires: \"0d\" (expected: in the future)",
                "--expires 2020-01-01T00:00:00Z | --expires: \"2020-01-01T00:00:00Z\" (expected: in the future)",
                "--scope= | scope: \"\" (expected: the name of a function",
                "--scope create_order, | scope: \"\" (expected: the name of a function",
                "--scope Create | scope: \"Create\" (expected: the name of a function: 1 to 63 of a-z",
                "--limit 100 | --limit: \"100\" (expected: requests per s, min or h",
                "--burst 200 | --burst: \"200\" (expected: with --limit)",
                "--limit 100/min --burst 6001 | --burst: \"6001\" (expected: 1 to 6000)",
                "--mode prod | --mode: \"prod\" (expected: live or test)"
            })
    void what_no_key_can_have_is_wrong_usage(String options, String message) {
        FluxCall call = create(options);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("flux: " + message).contains("Try 'flux api-keys create --help'.");
        assertThat(list()).isEmpty();
    }

    @Test
    void a_key_can_be_for_tests() {
        assertThat(create("--mode test").out()).startsWith("flx_test_");
        assertThat(flux("rotate", "a").out()).startsWith("flx_test_");
    }

    @Test
    void a_scope_may_name_functions_to_come_and_says_so() {
        FluxCall call = create("--scope list_orders,refund");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).matches(KEY);
        assertThat(call.err().lines())
                .first()
                .isEqualTo("warning: no function \"refund\" in this project"
                        + " (there are create_order, list_orders); the key may call it once there is");
        assertThat(call.err()).doesNotContain("no function \"list_orders\"");
    }

    @Test
    void where_functions_are_not_known_nothing_is_said_of_them() {
        Projects.write(project.resolve("functions/broken/flux.json"), "{");

        FluxCall call = create("--scope refund");

        assertThat(call.exitCode()).isZero();
        assertThat(call.err()).doesNotContain("warning");
    }

    @Test
    void rotate_prints_the_new_key_alone_and_both_are_listed_during_the_grace() {
        String first =
                create("--expires 90d --scope list_orders --limit 60/min").out();
        now = NOON.plus(Duration.ofDays(10));

        FluxCall rotate = flux("rotate", "a", "--grace", "24h");

        assertThat(rotate.exitCode()).isZero();
        assertThat(rotate.out()).matches(KEY).isNotEqualTo(first);
        assertThat(rotate.err())
                .startsWith("Keep it now")
                .contains("It expires at 2027-02-23T12:00:00Z.", "for list_orders only", "60/min")
                .contains("The old key works for 24h more")
                .doesNotContain(rotate.out().strip());
        assertThat(list().lines())
                .containsExactly(
                        "  a   " + first.substring(0, 13) + "...   created 10 days ago   never used   replaced,"
                                + " expires in 1 day, for list_orders, limit 60/min with bursts of 120",
                        "  a   " + rotate.out().substring(0, 13) + "...   created just now      never used"
                                + "   expires in 2 months, for list_orders, limit 60/min with bursts of 120");
        assertThat(json()).contains("\"state\":\"replaced\"", "\"replaced\":\"2026-12-05T12:00:00Z\"");
        now = now.plus(Duration.ofHours(24));
        assertThat(list().lines())
                .singleElement()
                .asString()
                .contains(rotate.out().substring(0, 13));
    }

    @Test
    void without_grace_only_the_new_key_is_left() {
        create("");
        FluxCall rotate = flux("rotate", "a", "--grace", "0s");

        assertThat(rotate.err()).contains("The old key has ended.");
        assertThat(list().lines())
                .singleElement()
                .asString()
                .contains(rotate.out().substring(0, 13));
    }

    @Test
    void revoke_ends_the_key_and_the_one_in_grace() {
        create("");
        flux("rotate", "a");
        assertThat(list().lines()).hasSize(2);

        assertThat(flux("revoke", "a").exitCode()).isZero();

        assertThat(list()).isEmpty();
        FluxCall again = flux("revoke", "a");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("flux: no API key named \"a\" (there are none)\n");
    }

    @Test
    void an_unknown_key_is_not_rotated() {
        create("");

        FluxCall call = flux("rotate", "b");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).isEqualTo("flux: no API key named \"b\" (there is a)\n");
    }

    @Test
    void a_key_that_has_expired_is_rotated_only_to_a_new_end() {
        create("--expires 1h");
        now = NOON.plus(Duration.ofHours(2));

        FluxCall refused = flux("rotate", "a");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .startsWith("flux: the API key \"a\" has expired")
                .contains("--expires 90d");

        FluxCall call = flux("rotate", "a", "--expires", "90d");
        assertThat(call.out()).as(call.err()).matches(KEY);
        assertThat(json()).contains("\"expires\":\"2027-02-23T14:00:00Z\"").doesNotContain("replaced\":\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "24", "-1h", "1w", "", "366d"})
    void a_grace_that_is_none_is_wrong_usage(String grace) {
        create("");

        FluxCall call = flux("rotate", "a", "--grace", grace);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("flux: --grace: \"" + grace + "\" (expected: ");
        assertThat(list().lines()).hasSize(1);
    }

    @Test
    void a_name_stays_taken_by_a_key_that_has_expired() {
        create("--expires 1h");
        now = NOON.plus(Duration.ofHours(2));

        FluxCall call = create("");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).contains("already has a key named \"a\"", "revoke it first");
    }

    private FluxCall create(String options) {
        return flux(Stream.concat(
                        Stream.of("create", "--name", "a"),
                        Arrays.stream(options.split(" ")).filter(option -> !option.isEmpty()))
                .toArray(String[]::new));
    }

    private String list() {
        return flux("list").out();
    }

    private String json() {
        return flux("list", "--json").out();
    }

    private FluxCall flux(String... args) {
        String[] all = Stream.concat(Stream.of("api-keys"), Arrays.stream(args)).toArray(String[]::new);
        return FluxCall.with(new Surroundings(project, Clock.fixed(now, ZoneOffset.UTC), Map.of()), all);
    }
}
