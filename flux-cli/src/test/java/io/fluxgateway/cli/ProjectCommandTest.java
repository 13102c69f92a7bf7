package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectCommandTest extends OneProject {
    ProjectCommandTest() {
        super("project");
    }

    @Test
    void show_tells_the_settings_that_a_new_project_has() {
        FluxCall call = flux("show");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out().lines())
                .containsExactly(
                        "project   shop",
                        "plan      free (60 requests a minute, bursts of 120)",
                        "cors      any origin may GET, none may write");
    }

    @Test
    void update_changes_what_is_named_and_keeps_the_rest() {
        flux("update", "--cors-origin", "https://a.example", "--cors-origin", "https://*.b.example");

        FluxCall call = flux("update", "--plan", "pro");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).isEqualTo(flux("show").out());
        assertThat(call.out().lines())
                .containsExactly(
                        "project   shop",
                        "plan      pro (1000 requests a minute, bursts of 2000)",
                        "cors      https://a.example",
                        "          https://*.b.example");
    }

    @Test
    void a_limit_of_its_own_goes_before_the_plan_until_a_plan_is_named() {
        flux("update", "--plan", "team", "--cors-origin", "https://a.example");

        FluxCall call = flux("update", "--limit", "500/min", "--burst", "1200");

        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(call.out()).isEqualTo(flux("show").out());
        assertThat(call.out().lines())
                .containsExactly(
                        "project   shop",
                        "plan      custom (500 requests a minute, bursts of 1200)",
                        "cors      https://a.example");
        flux("update", "--trace-queries", "true", "--no-cors-origins");
        assertThat(flux("show").out()).contains("custom (500 requests a minute, bursts of 1200)");
        flux("update", "--plan", "pro");
        assertThat(flux("show").out()).contains("pro (1000 requests a minute, bursts of 2000)");
    }

    @ParameterizedTest
    @CsvSource({
        "500/min, 500, 1000",
        "10/s, 600, 1200",
        "120/h, 2, 4",
        "1/min, 1, 2",
        "10000000/min, 10000000, 10000000"
    })
    void a_limit_has_a_burst_of_two_minutes_unless_told_otherwise(String limit, long perMinute, long burst) {
        FluxCall call = flux("update", "--limit", limit);

        assertThat(call.out())
                .as(call.err())
                .contains("custom (" + perMinute + " requests a minute, bursts of " + burst + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "500",
                "500/m",
                "500/day",
                "/min",
                "many/min",
                "-5/min",
                "1.5/s",
                "500/min/min",
                "",
                "1234567890123/s"
            })
    void a_limit_that_is_none_is_wrong_usage(String limit) {
        FluxCall call = flux("update", "--limit", limit);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err())
                .startsWith("flux: --limit: \"" + limit
                        + "\" (expected: requests per s, min or h, such as 10/s, 500/min or 600/h)");
        assertThat(flux("show").out()).contains("free");
    }

    @ParameterizedTest
    @CsvSource({
        "--limit 0/min,             --limit: \"0/min\" (expected: 1/min to 10000000/min)",
        "--limit 10000001/min,      --limit: \"10000001/min\" (expected: 1/min to 10000000/min)",
        "--limit 100/h,             --limit: \"100/h\" (expected: a whole number of requests a minute",
        "--limit 1/min --burst 61,  --burst: \"61\" (expected: 1 to 60)",
        "--limit 1/min --burst 0,   --burst: \"0\" (expected: 1 to 60)",
        "--limit 1/min --burst all, --burst: \"all\" (expected: 1 to 60)",
        "--burst 100,               --burst: \"100\" (expected: with --limit)",
        "--plan pro --limit 5/s,    --plan and --limit are mutually exclusive"
    })
    void a_limit_out_of_range_is_wrong_usage(String options, String message) {
        FluxCall call = flux("update", options.split(" "));

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).startsWith("flux: " + message);
        assertThat(flux("show").out()).contains("free");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"your-app.com", "https://your-app.com/", "https://*", "https://a.*.com", "*.example.com", ""})
    void an_origin_that_is_none_is_named(String origin) {
        FluxCall call = flux("update", "--cors-origin", "https://a.example", "--cors-origin", origin);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).startsWith("flux: CORS origin: \"" + origin + "\" (expected an origin such as");
        assertThat(flux("show").out()).contains("any origin may GET");
    }

    @Test
    void all_origins_can_be_allowed() {
        assertThat(flux("update", "--cors-origin", "*").out().lines()).contains("cors      *");
    }

    @Test
    void origins_replace_those_from_before() {
        flux("update", "--cors-origin", "https://a.example");
        flux("update", "--cors-origin", "https://b.example", "--cors-origin", "https://b.example");

        assertThat(flux("show").out()).contains("https://b.example").doesNotContain("a.example");
        assertThat(flux("show").out().lines()).hasSize(3);
    }

    @Test
    void origins_can_be_forgotten() {
        flux("update", "--plan", "team", "--cors-origin", "https://a.example");

        assertThat(flux("update", "--no-cors-origins").exitCode()).isZero();

        assertThat(flux("show").out()).contains("team").contains("any origin may GET, none may write");
    }

    @Test
    void an_unknown_plan_is_wrong_usage_and_the_plans_are_named() {
        FluxCall call = flux("update", "--plan", "gold", "--cors-origin", "https://a.example");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err().lines())
                .containsExactly(
                        "flux: plan: \"gold\" (expected one of free, pro, team)", "Try 'flux project update --help'.");
        assertThat(flux("show").out()).contains("free").doesNotContain("a.example");
    }

    @Test
    void a_bad_origin_is_wrong_usage_and_nothing_changes() {
        FluxCall call = flux("update", "--plan", "pro", "--cors-origin", "https://a.example/path");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).startsWith("flux: CORS origin: \"https://a.example/path\" (expected an origin");
        assertThat(flux("show").out()).contains("free");
    }

    @Test
    void what_is_traced_is_shown_once_it_is_not_the_default() {
        FluxCall call = flux("update", "--trace-sampling", "0.1", "--trace-queries", "true");

        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(call.out().lines()).last().isEqualTo("traces    sampling 0.1, errors always; with queries");
        flux("update", "--plan", "pro");
        assertThat(flux("show").out()).contains("sampling 0.1, errors always; with queries");
        flux("update", "--trace-queries", "false");
        assertThat(flux("show").out()).contains("sampling 0.1, errors always; without queries");
        flux("update", "--trace-sampling", "1");
        assertThat(flux("show").out()).doesNotContain("traces");
    }

    @ParameterizedTest
    @CsvSource({"--trace-sampling, 1.1", "--trace-sampling, -0.1", "--trace-sampling, NaN", "--trace-queries, maybe"})
    void what_cannot_be_traced_is_wrong_usage(String option, String value) {
        FluxCall call = flux("update", option, value);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).contains(value, "Try 'flux project update --help'.");
        assertThat(flux("show").out()).doesNotContain("traces");
    }

    @Test
    void an_update_of_nothing_is_wrong_usage() {
        FluxCall call = flux("update");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).startsWith("flux: nothing to update").contains("--plan");
    }

    @Test
    void origins_and_no_origins_exclude_one_another() {
        FluxCall call = flux("update", "--cors-origin", "https://a.example", "--no-cors-origins");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).contains("mutually exclusive");
    }
}
