package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code flux project} says of callbacks. */
class CallbackCommandsTest extends OneProject {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final String APP = "https://your-app.com";

    CallbackCommandsTest() {
        super("project");
    }

    @Test
    void origins_are_shown_and_that_there_is_a_secret_but_not_which() {
        FluxCall update = flux("update", "--callback-origin", APP, "--callback-origin", "https://*.example.com");

        assertThat(update.exitCode()).as(update.err()).isZero();
        assertThat(update.out()).isEqualTo(flux("show").out());
        assertThat(update.out().lines().skip(2))
                .containsExactly(
                        "cors        any origin may GET, none may write",
                        "callbacks   https://your-app.com",
                        "            https://*.example.com",
                        "            with a secret (flux project callback-secret)");
        assertThat(update.out() + update.err()).doesNotContain("whsec_");
    }

    @Test
    void origins_replace_those_from_before_and_the_rest_is_kept() {
        flux("update", "--plan", "pro", "--callback-origin", APP);
        String secret = secret();
        flux("update", "--callback-origin", "https://b.example", "--callback-origin", "https://b.example");
        flux("update", "--plan", "team", "--cors-origin", "https://c.example");

        assertThat(flux("show").out()).contains("team", "https://c.example").containsOnlyOnce("https://b.example");
        assertThat(flux("show").out()).doesNotContain(APP);
        assertThat(secret()).isEqualTo(secret);
    }

    @Test
    void callbacks_can_be_ended_and_the_secret_is_the_same_when_they_begin_again() {
        flux("update", "--callback-origin", APP);
        String secret = secret();

        FluxCall off = flux("update", "--no-callbacks");

        assertThat(off.out()).contains("callbacks   none").doesNotContain(APP);
        flux("update", "--callback-origin", APP);
        assertThat(secret()).isEqualTo(secret);
    }

    @Test
    void private_addresses_are_allowed_and_forbidden_and_then_http_may_be_used() {
        FluxCall early = flux("update", "--callback-origin", "http://localhost:3000");
        assertThat(early.exitCode()).isEqualTo(2);
        assertThat(early.err())
                .startsWith("flux: callback origin: \"http://localhost:3000\" (expected an origin such as https://");

        flux("update", "--callback-private-addresses", "true");
        FluxCall update = flux("update", "--callback-origin", "http://localhost:3000");

        assertThat(update.exitCode()).as(update.err()).isZero();
        assertThat(update.out()).contains("http://localhost:3000", "private addresses allowed");
        FluxCall forbid = flux("update", "--callback-private-addresses", "false");
        assertThat(forbid.exitCode()).isEqualTo(2);
        assertThat(forbid.err()).contains("http only where private addresses are allowed");
        assertThat(flux("update", "--callback-private-addresses", "false", "--callback-origin", APP)
                        .out())
                .doesNotContain("private addresses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "your-app.com", "https://your-app.com/hooks", "ftp://your-app.com", ""})
    void an_origin_that_is_none_is_named_and_nothing_changes(String origin) {
        FluxCall call = flux("update", "--plan", "pro", "--callback-origin", origin);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).startsWith("flux: callback origin: \"" + origin + "\" (expected an origin such as");
        assertThat(flux("show").out()).contains("free").doesNotContain("callbacks");
    }

    @ParameterizedTest
    @CsvSource({
        "update --callback-origin https://a.example --no-callbacks, mutually exclusive",
        "update --callback-private-addresses maybe, maybe",
        "callback-secret --grace 1h, --grace: \"1h\" (expected: with --rotate)",
        "callback-secret --rotate --grace soon, --grace: \"soon\" (expected: a number and",
        "callback-secret --rotate --grace 1000d, --grace: \"1000d\" (expected: 0s to",
        "callback-secret extra, extra"
    })
    void what_cannot_be_is_wrong_usage(String line, String message) {
        FluxCall call = FluxCall.in(project, ("project " + line).split(" ", -1));

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("flux: ").contains(message);
    }

    @Test
    void the_secret_is_printed_alone_as_often_as_one_asks() {
        flux("update", "--callback-origin", APP);

        FluxCall call = flux("callback-secret");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).matches("whsec_[A-Za-z0-9+/]{43}=\\R");
        assertThat(call.err()).isEmpty();
        assertThat(flux("callback-secret").out()).isEqualTo(call.out());
    }

    @Test
    void before_callbacks_were_ever_allowed_there_is_no_secret() {
        for (FluxCall call : new FluxCall[] {flux("callback-secret"), flux("callback-secret", "--rotate")}) {
            assertThat(call.exitCode()).isEqualTo(1);
            assertThat(call.out()).isEmpty();
            assertThat(call.err())
                    .startsWith("flux: there is no secret yet: project \"shop\" has no callbacks.")
                    .contains("flux project update --callback-origin");
        }
    }

    @Test
    void rotating_prints_the_new_secret_alone_and_says_until_when_both_are_used() {
        flux("update", "--callback-origin", APP);
        String old = secret();

        FluxCall call = at(NOW, "callback-secret", "--rotate", "--grace", "1h");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out().strip()).startsWith("whsec_").isNotEqualTo(old).isEqualTo(secret());
        assertThat(call.err().lines())
                .containsExactly("Callbacks are signed with the old secret, too, until 2026-05-01T01:00:00Z.");
        assertThat(flux("show").out()).contains("and with the one before it until 2026-05-01T01:00:00Z");
    }

    @Test
    void rotating_twice_within_the_grace_tells_what_that_means() {
        flux("update", "--callback-origin", APP);
        at(NOW, "callback-secret", "--rotate");

        assertThat(at(NOW.plusSeconds(60), "callback-secret", "--rotate").err().lines())
                .containsExactly(
                        "The secret before the old one signs no more.",
                        "Callbacks are signed with the old secret, too, until 2026-05-02T00:01:00Z.");
    }

    @Test
    void without_grace_the_old_secret_ends_at_once() {
        flux("update", "--callback-origin", APP);

        FluxCall call = flux("callback-secret", "--rotate", "--grace", "0s");

        assertThat(call.err().lines()).containsExactly("The old secret signs no more.");
        assertThat(flux("show").out()).doesNotContain("before it");
    }

    private String secret() {
        return flux("callback-secret").out().strip();
    }
}
