package io.fluxgateway.cli.trace;

import static io.fluxgateway.cli.trace.TraceMaker.CALL;
import static io.fluxgateway.cli.trace.TraceMaker.log;
import static io.fluxgateway.cli.trace.TraceMaker.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Step;
import io.fluxgateway.trace.LogEvent.Level;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LinesTest {
    private final Lines lines = new Lines(Style.PLAIN, ZoneOffset.UTC);

    // Requests

    @Test
    void a_success_says_what_who_and_how_long() {
        assertThat(lines.of(trace().make()))
                .isEqualTo("14:22:01  POST /create_order           200   41 ms   production-server   9c3e7f1a");
    }

    @Test
    void the_time_is_that_of_the_zone() {
        assertThat(new Lines(Style.PLAIN, ZoneId.of("Europe/Rome")).of(trace().make()))
                .startsWith("15:22:01  ");
    }

    @Test
    void a_rejection_says_which_step_it_was_and_why() {
        assertThat(lines.of(trace().problem(429, "rate_limited")
                        .key("staging")
                        .function(null)
                        .notCalled()
                        .decided(Step.AUTHENTICATION, "ok", "key staging (flx_live_abc1...)")
                        .decided(Step.RATE_LIMIT, "rate_limited", "0/120 left, plan free, retry in 15 s")
                        .make()))
                .isEqualTo("14:22:01  POST /create_order           429   41 ms   staging             9c3e7f1a"
                        + "   rate limit: 0/120 left, plan free, retry in 15 s");
    }

    @Test
    void where_there_is_no_detail_the_code_says_why() {
        assertThat(lines.of(trace().problem(401, "credential_missing")
                        .key(null)
                        .decided(Step.AUTHENTICATION, "credential_missing", "")
                        .make()))
                .endsWith("401   41 ms   -                   9c3e7f1a   auth: credential_missing");
        assertThat(lines.of(trace().problem(504, "function_timeout").make())).endsWith("9c3e7f1a   function_timeout");
    }

    @Test
    void an_error_of_the_functions_own_is_told_from_the_gateways() {
        assertThat(lines.of(trace().status(404).make())).endsWith("9c3e7f1a   answer of create_order");
    }

    @Test
    void a_client_that_left_is_said_so() {
        assertThat(lines.of(trace().clientGone(499).make())).contains(" 499 ").endsWith("   the client left");
    }

    @Test
    void a_longer_request_widens_the_column_for_those_that_follow() {
        String first = lines.of(trace().request("GET", "/orders").make());
        String wide = lines.of(
                trace().request("GET", "/orders/0123456789/lines/0123456789").make());
        String next = lines.of(trace().request("GET", "/orders").make());

        assertThat(first.indexOf("200")).isEqualTo(39);
        assertThat(wide.indexOf("200")).isEqualTo(52);
        assertThat(next.indexOf("200")).isEqualTo(52);
    }

    @Test
    void a_request_that_is_longer_than_a_line_is_cut() {
        String line = lines.of(trace().request("GET", "/" + "x".repeat(10_000)).make());

        assertThat(line).hasSizeLessThan(160).contains("xxx...   200 ");
    }

    @Test
    void what_others_wrote_can_neither_steer_the_terminal_nor_begin_a_line() {
        assertThat(lines.of(trace().request("G\u001b[2J", "/a\u009b1m\u202e")
                        .problem(400, "odd\u001b]0;title\u0007")
                        .make()))
                .contains("G\\u001b[2J /a\\u009b1m\\u202e")
                .endsWith("   odd\\u001b]0;title\\u0007")
                .matches("\\P{Cntrl}*");
        assertThat(lines.of(trace().problem(418, "teapot")
                        .decided(Step.ROUTE, "teapot", "a\n14:22:01  GET /forged")
                        .make()))
                .endsWith("route: a\\u000a14:22:01  GET /forged");
    }

    @Test
    void the_status_has_its_colour_and_the_id_is_faint() {
        Lines coloured = new Lines(Style.COLOURED, ZoneOffset.UTC);

        assertThat(coloured.of(trace().make())).contains("\u001b[32m200\u001b[0m", "\u001b[2m9c3e7f1a\u001b[0m");
        assertThat(coloured.of(trace().status(404).make())).contains("\u001b[33m404\u001b[0m");
        assertThat(coloured.of(trace().status(502).make())).contains("\u001b[31m502\u001b[0m");
    }

    // Log lines

    @Test
    void a_log_line_says_when_who_and_for_which_request() {
        assertThat(lines.of(log(CALL, 5, Level.INFO, "order saved")))
                .isEqualTo("14:22:01.128  create_order       info   9c3e7f1a  order saved");
        assertThat(lines.of(log(null, 5, Level.DEBUG, "warm")))
                .isEqualTo("14:22:01.128  create_order       debug  -         warm");
    }

    @Test
    void further_lines_of_a_text_are_indented_so_that_none_can_pass_for_another() {
        assertThat(lines.of(
                        log(CALL, 5, Level.ERROR, "Error: no\n    at default (index.ts:1:9)\n14:22:02.000  forged")))
                .isEqualTo("""
                        14:22:01.128  create_order       error  9c3e7f1a  Error: no
                                at default (index.ts:1:9)
                            14:22:02.000  forged""");
    }

    @Test
    void escape_sequences_of_a_function_do_not_reach_the_terminal() {
        assertThat(lines.of(log(CALL, 5, Level.INFO, "\u001b[31mred\u001b[0m\rgone")))
                .endsWith("  \\u001b[31mred\\u001b[0m\\u000dgone");
    }
}
