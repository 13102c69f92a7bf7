package io.fluxgateway.cli.trace;

import static io.fluxgateway.cli.trace.TraceMaker.CALL;
import static io.fluxgateway.cli.trace.TraceMaker.ID;
import static io.fluxgateway.cli.trace.TraceMaker.fetch;
import static io.fluxgateway.cli.trace.TraceMaker.log;
import static io.fluxgateway.cli.trace.TraceMaker.run;
import static io.fluxgateway.cli.trace.TraceMaker.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Step;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.LogEvent.Level;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceReportTest {
    @Test
    void a_success_shows_every_decision_and_what_the_function_did_in_its_order() {
        Trace trace = passed().decided(Step.CORS, "allowed", "https://your-app.com")
                .inboundId("their-own")
                .make();

        assertThat(report(
                        List.of(trace),
                        List.of(fetch(CALL, 2, Map.of("http.response.status_code", "201"))),
                        List.of(
                                log(CALL, 40, Level.INFO, "order saved {\"id\":\"ord_xyz\"}"),
                                log(CALL, 1, Level.DEBUG, "asked"))))
                .isEqualTo("""
                        trace 9c3e7f1a4b0d4c0f8d1e2a3b4c5d6e7f  POST /create_order  200  41.2 ms   2026-11-23 14:22:01.123
                        gateway                          0.38 ms
                          auth          ok               key production-server (flx_live_abc1...)
                          rate limit    ok               119/120 left, plan free
                          route         create_order     POST /create_order
                          cors          allowed          https://your-app.com
                          client's ID   their-own
                        create_order                     40.8 ms   deno
                          log  debug  asked
                          fetch POST api.example.com     31.0 ms   201
                          log  info   order saved {"id":"ord_xyz"}
                        """);
    }

    @Test
    void a_rejection_ends_with_the_step_that_rejected() {
        Trace trace = trace().problem(403, "credential_of_other_project")
                .function(null)
                .notCalled()
                .decided(Step.AUTHENTICATION, "credential_of_other_project", "key till (flx_live_abc1...)")
                .make();

        assertThat(report(List.of(trace), List.of(), List.of())).isEqualTo("""
                trace 9c3e7f1a4b0d4c0f8d1e2a3b4c5d6e7f  POST /create_order  403  41.2 ms   2026-11-23 14:22:01.123
                gateway                          41.2 ms
                  auth          credential_of_other_project  key till (flx_live_abc1...)
                """);
    }

    @Test
    void a_preflight_says_for_whom_it_was() {
        Trace trace = trace().request("OPTIONS", "/orders")
                .status(204)
                .function(null)
                .notCalled()
                .decided(Step.CORS, "preflight not allowed", "https://evil.example")
                .make();

        assertThat(report(List.of(trace), List.of(), List.of()))
                .contains("\n  cors          preflight not allowed  https://evil.example\n");
    }

    @Test
    void a_function_that_was_not_ready_is_waited_for_apart_from_its_own_time() {
        assertThat(report(List.of(passed().waited(20).make()), List.of(), List.of()))
                .endsWith("""
                        wait                             20.0 ms   until create_order was ready
                        create_order                     20.8 ms   deno
                        """);
    }

    @Test
    void an_error_that_nobody_caught_is_told_with_its_file_and_line_once() {
        Trace trace = passed().problem(500, "function_error").make();
        Map<String, String> error = Map.of("code.file.path", "functions/a/index.ts", "code.line.number", "3");

        assertThat(report(List.of(trace), List.of(), List.of(log(CALL, 1, Level.ERROR, "TypeError: no", error))))
                .endsWith("""
                        create_order                     40.8 ms   deno   function_error
                          log  error  TypeError: no
                                      at functions/a/index.ts:3
                        """);
        String stack = "TypeError: no\n    at default (functions/a/index.ts:3:9)";
        assertThat(report(List.of(trace), List.of(), List.of(log(CALL, 1, Level.ERROR, stack, error))))
                .endsWith("""
                          log  error  TypeError: no
                                          at default (functions/a/index.ts:3:9)
                        """);
    }

    @Test
    void a_problem_that_no_step_tells_of_is_the_answer() {
        Trace trace = passed().problem(503, "queue_full").notCalled().make();

        assertThat(report(List.of(trace), List.of(), List.of())).endsWith("\n  answer        queue_full\n");
    }

    @Test
    void a_client_that_left_is_said_so() {
        assertThat(report(List.of(passed().clientGone(499).make()), List.of(), List.of()))
                .endsWith("\n  the client left before the response was complete\n");
    }

    @Test
    void each_run_of_a_queued_invocation_is_shown_with_what_it_logged() {
        Trace trace = passed().status(202).notCalled().make();

        assertThat(report(
                        List.of(trace),
                        List.of(
                                run("a".repeat(16), 10, Map.of("http.response.status_code", "500")),
                                run("b".repeat(16), 1_010, Map.of("error.type", "function_timeout")),
                                run("c".repeat(16), 5_010, Map.of("http.response.status_code", "204")),
                                run(
                                        "d".repeat(16),
                                        6_010,
                                        Map.of(
                                                "flux.invocation.kind", "callback",
                                                "http.response.status_code", "202"))),
                        List.of(
                                log("c".repeat(16), 5_011, Level.INFO, "sent"),
                                log("a".repeat(16), 11, Level.WARN, "no printer"))))
                .endsWith("""
                        send_receipt                     12.0 ms   from the queue   500
                          log  warn   no printer
                        send_receipt                     12.0 ms   from the queue   function_timeout
                        send_receipt                     12.0 ms   from the queue   204
                          log  info   sent
                        send_receipt                     12.0 ms   callback   202
                        """);
    }

    @Test
    void what_belongs_to_no_span_that_is_known_is_shown_nevertheless() {
        String unknown = "f".repeat(16);

        assertThat(report(
                        List.of(passed().notCalled().make()),
                        List.of(fetch(unknown, 1, Map.of("error.type", "TypeError"))),
                        List.of(log(unknown, 2, Level.INFO, "still there"))))
                .endsWith("""
                          fetch POST api.example.com     31.0 ms   TypeError
                          log  info   still there
                        """);
    }

    @Test
    void requests_of_one_trace_follow_one_another() {
        Trace second = trace().request("GET", "/orders")
                .startedAt(TraceMaker.START.plusSeconds(1))
                .make();

        assertThat(report(List.of(passed().make(), second), List.of(), List.of()))
                .containsSubsequence("trace " + ID + "  POST /create_order", "trace " + ID + "  GET /orders");
    }

    @Test
    void a_query_is_shown_where_it_was_kept() {
        assertThat(report(List.of(trace().query("page=2").make()), List.of(), List.of()))
                .contains("  POST /create_order?page=2  200");
    }

    @Test
    void what_others_wrote_can_neither_steer_the_terminal_nor_begin_a_line() {
        Trace trace = trace().request("GET", "/\u001b[2J\n")
                .query("a=\u0007")
                .inboundId("\u009b2J")
                .decided(Step.CORS, "\u001bc", "https://a\u001b[8m\nb")
                .problem(418, "tea\u001bpot")
                .make();

        assertThat(report(
                        List.of(trace),
                        List.of(fetch(CALL, 1, Map.of("error.type", "\u001b[A"))),
                        List.of(log(CALL, 2, Level.INFO, "\u001b]8;;http://evil\u0007"))))
                .matches("(\\P{Cntrl}|\n)*")
                .contains("GET /\\u001b[2J\\u000a?a=\\u0007", "tea\\u001bpot", "\\u001b]8;;http://evil\\u0007");
    }

    @Test
    void on_a_terminal_what_matters_stands_out() {
        TraceReport report = new TraceReport(
                List.of(passed().problem(504, "function_timeout").make()),
                List.of(),
                List.of(),
                Style.COLOURED,
                ZoneOffset.UTC);

        assertThat(report.lines().get(0))
                .startsWith("\u001b[1mtrace " + ID + "\u001b[0m")
                .contains("\u001b[31m504");
        assertThat(report.lines().get(5)).endsWith("deno   \u001b[31mfunction_timeout\u001b[0m");
    }

    private static TraceMaker passed() {
        return trace().decided(Step.AUTHENTICATION, "ok", "key production-server (flx_live_abc1...)")
                .decided(Step.RATE_LIMIT, "ok", "119/120 left, plan free")
                .decided(Step.ROUTE, "ok", "POST /create_order");
    }

    private static String report(List<Trace> traces, List<Span> spans, List<LogEvent> logs) {
        List<String> lines = new TraceReport(traces, spans, logs, Style.PLAIN, ZoneOffset.UTC).lines();
        return String.join("\n", lines) + "\n";
    }
}
