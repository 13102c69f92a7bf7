package io.fluxgateway.cli;

import static io.fluxgateway.cli.QueueFixture.answered;
import static io.fluxgateway.cli.QueueFixture.call;
import static io.fluxgateway.cli.QueueFixture.callback;
import static io.fluxgateway.cli.QueueFixture.id;
import static io.fluxgateway.cli.QueueFixture.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.cli.queue.Invocations;
import io.fluxgateway.invocation.InMemoryInvocationQueue;
import io.fluxgateway.invocation.InvocationFilter;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.testkit.ManualClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the {@code flux queue} commands show of a queue, and do to it. */
class QueueViewsTest {
    private static final String FUNCTION = "send_receipt";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-05-01T12:00:00Z"));
    private final InMemoryInvocationQueue queue =
            new InMemoryInvocationQueue(InMemoryInvocationQueue.DEFAULT_LIMITS, clock);
    private final List<ApiKey> keys = new ArrayList<>();
    private final Invocations invocations = new Invocations(queue, () -> keys);
    private final QueueFixture fixture = new QueueFixture(queue);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void a_list_begins_with_counts_and_has_the_last_call_first_in_columns() throws Exception {
        fixture.ended(call("a1", FUNCTION), InvocationStatus.SUCCEEDED, answered(200, "done"));
        fixture.ended(call("a2", FUNCTION), InvocationStatus.DEAD, timeout());
        clock.advance(Duration.ofHours(2));
        fixture.running(call("a3", "resize"));
        fixture.settled(
                callback("a4", FUNCTION), InvocationStatus.QUEUED, Duration.ofSeconds(80), answered(503, "busy"));
        fixture.queued(call("a5", FUNCTION), Duration.ofHours(27));
        fixture.queued(call("a6", FUNCTION), Duration.ZERO);
        clock.advance(Duration.ofSeconds(42));

        list(null, null, 20, false);

        assertThat(out.toString().lines())
                .containsExactly(
                        "3 queued, 1 running, 1 dead; the oldest has been due for 42 s",
                        "just now      a6000000   send_receipt               queued      0 attempts   due for 42 s",
                        "just now      a5000000   send_receipt               queued      0 attempts   next in 1 d 2 h",
                        "just now      a4000000   callback of send_receipt   queued      1 attempt    status 503; next in 38 s",
                        "just now      a3000000   resize                     running     1 attempt",
                        "2 hours ago   a2000000   send_receipt               dead        1 attempt    function_timeout:"
                                + " Function send_receipt did not answer within 30s.",
                        "2 hours ago   a1000000   send_receipt               succeeded   1 attempt    status 200");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_list_may_be_of_one_status_or_function_and_short() throws Exception {
        fixture.ended(call("a1", FUNCTION), InvocationStatus.DEAD, timeout());
        fixture.ended(call("a2", "resize"), InvocationStatus.DEAD, timeout());
        fixture.ended(call("a3", "resize"), InvocationStatus.SUCCEEDED, answered(200, ""));
        fixture.ended(call("a4", "resize"), InvocationStatus.DEAD, timeout());

        assertThat(listed(InvocationStatus.DEAD, null, 20)).containsExactly("a4000000", "a2000000", "a1000000");
        assertThat(listed(null, "resize", 20)).containsExactly("a4000000", "a3000000", "a2000000");
        assertThat(listed(InvocationStatus.DEAD, "resize", 1)).containsExactly("a4000000");
        assertThat(listed(InvocationStatus.FAILED, null, 20)).isEmpty();
        assertThat(err.toString()).contains("There is none like that.");
    }

    @Test
    void an_empty_queue_says_so() throws Exception {
        list(null, null, 20, false);

        assertThat(out.toString().lines()).containsExactly("0 queued, 0 running, 0 dead");
        assertThat(err.toString()).startsWith("Nothing was queued lately.");
    }

    @Test
    void for_programs_a_list_is_an_object_a_line_with_what_the_status_endpoint_tells() throws Exception {
        fixture.ended(call("a1", FUNCTION), InvocationStatus.SUCCEEDED, answered(200, "gr\u00fc\u00df\u202e"));
        fixture.queued(callback("a2", FUNCTION), Duration.ofSeconds(5));

        list(null, null, 20, true);

        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"requestId\":\"" + id("a2")
                                + "\",\"function\":\"send_receipt\",\"status\":\"queued\",\"attempts\":0,"
                                + "\"callback\":\"https://your-app.com/hooks\",\"acceptedAt\":\"2026-05-01T12:00:00Z\","
                                + "\"dueAt\":\"2026-05-01T12:00:05Z\"}",
                        "{\"requestId\":\"" + id("a1")
                                + "\",\"function\":\"send_receipt\",\"status\":\"succeeded\",\"attempts\":1,"
                                + "\"acceptedAt\":\"2026-05-01T12:00:00Z\",\"endedAt\":\"2026-05-01T12:00:00Z\","
                                + "\"response\":{\"status\":200,\"headers\":{\"content-type\":\"text/plain\"},"
                                + "\"body\":\"gr\\u00fc\\u00df\\u202e\"}}");
    }

    @Test
    void a_long_reason_is_cut_in_the_list_and_cannot_do_anything_to_a_terminal() throws Exception {
        fixture.ended(
                call("a1", FUNCTION),
                InvocationStatus.DEAD,
                Outcome.failed("function_error", "\u001b[2J\n" + "x".repeat(200), Duration.ZERO));

        list(null, null, 20, false);

        assertThat(out.toString().lines()).hasSize(2).noneMatch(line -> line.contains("\u001b"));
        assertThat(out.toString())
                .contains("function_error: \\u001b[2J\\u000axxx")
                .contains("xxx...");
    }

    @Test
    void a_call_is_shown_whole_with_its_bodies_if_they_are_text() throws Exception {
        fixture.ended(
                call("5be02c11", FUNCTION),
                InvocationStatus.FAILED,
                answered(422, "no such order:\n  \u001bord_xyz\n"));

        show("5be0", false);

        assertThat(out.toString().lines())
                .containsExactly(
                        "invocation   " + id("5be02c11"),
                        "function     send_receipt",
                        "status       failed after 1 attempt",
                        "path         /send_receipt?a=1",
                        "key          key-1",
                        "accepted     2026-05-01 12:00:00.000",
                        "ended        2026-05-01 12:00:00.000",
                        "last         status 422, in 1200 ms",
                        "",
                        "request body (21 bytes)",
                        "  {\"orderId\":\"ord_xyz\"}",
                        "",
                        "response headers",
                        "  content-type: text/plain",
                        "",
                        "response body (26 bytes)",
                        "  no such order:",
                        "    \\u001bord_xyz");
    }

    @Test
    void the_key_of_a_call_is_shown_by_its_name_as_long_as_there_is_one() throws Exception {
        fixture.queued(call("5be02c11", FUNCTION), Duration.ZERO);
        keys.add(key("key-2", "ci"));
        show("5be02c11", false);
        assertThat(out.toString().lines()).contains("key          key-1");

        out.getBuffer().setLength(0);
        keys.add(key("key-1", "production-server"));
        show("5be02c11", false);
        assertThat(out.toString().lines()).contains("key          production-server (key-1)");
    }

    private ApiKey key(String id, String name) {
        return new ApiKey(id, "shop", name, "flx_live_abc1", clock.instant(), null);
    }

    @Test
    void a_callback_is_shown_with_its_url_and_when_it_is_tried_next() throws Exception {
        fixture.settled(callback("5be02c11", FUNCTION), InvocationStatus.QUEUED, Duration.ofMinutes(5), timeout());

        show("5be02c11", false);

        assertThat(out.toString().lines())
                .contains(
                        "function     callback of send_receipt",
                        "status       queued after 1 attempt",
                        "callback     https://your-app.com/hooks",
                        "due          2026-05-01 12:05:00.000 (next in 5 min)",
                        "last         function_timeout: Function send_receipt did not answer within 30s., in 30000 ms")
                .noneMatch(line -> line.startsWith("path") || line.startsWith("ended"));
    }

    @Test
    void a_body_that_is_no_text_is_only_counted() throws Exception {
        fixture.ended(call("a1", FUNCTION), InvocationStatus.SUCCEEDED, answered(200, new byte[] {(byte) 0xff, 0, 1}));

        show("a1", false);

        assertThat(out.toString().lines()).last().isEqualTo("response body (3 bytes, no text)");
    }

    @Test
    void for_programs_a_call_is_one_object() throws Exception {
        fixture.ended(call("a1", FUNCTION), InvocationStatus.SUCCEEDED, answered(200, "done"));

        show("a1", true);

        assertThat(out.toString().lines()).hasSize(1);
        assertThat(out.toString()).startsWith("{\"requestId\":\"" + id("a1")).contains("\"body\":\"done\"");
    }

    @Test
    void an_id_that_nobody_has_says_where_to_look() {
        assertThatThrownBy(() -> show("abc", false))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("no invocation starts with abc (\"flux queue list\" shows");
        assertThatThrownBy(() -> show(id("abc"), false))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("no invocation starts with " + id("abc"));
    }

    @Test
    void digits_that_several_ids_begin_with_show_these_and_the_whole_id_is_enough() throws Exception {
        fixture.ended(call("abc1", FUNCTION), InvocationStatus.DEAD, timeout());
        fixture.ended(call("abc2", "resize"), InvocationStatus.SUCCEEDED, answered(200, ""));

        assertThatThrownBy(() -> show("abc", false))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("2 invocations start with abc, see above; give more digits");
        assertThat(err.toString().lines())
                .containsExactly(
                        "  " + id("abc2") + "   just now   resize   succeeded",
                        "  " + id("abc1") + "   just now   send_receipt   dead");
        show(id("abc1"), false);
        assertThat(out.toString()).contains("invocation   " + id("abc1"));
    }

    @Test
    void of_many_candidates_ten_are_shown() throws Exception {
        for (int i = 10; i < 22; i++) {
            fixture.queued(call("abc" + i, FUNCTION), Duration.ofHours(1));
        }

        assertThatThrownBy(() -> show("abc", false))
                .hasMessage("more than 10 invocations start with abc, see above; give more digits");
        assertThat(err.toString().lines()).hasSize(10);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEAD", "FAILED"})
    void what_did_not_succeed_is_replayed(InvocationStatus status) throws Exception {
        fixture.ended(call("abc1", FUNCTION), status, timeout());

        new ReplayView(InvocationId.parse("abc")).show(invocations, console());

        assertThat(err.toString()).isEqualToIgnoringNewLines("Replayed " + id("abc1") + ".");
        assertThat(status("abc1")).isEqualTo(InvocationStatus.QUEUED);
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED, it has succeeded; what is to be done again is called again",
        "QUEUED, 'it is queued, and runs when it is due'"
    })
    void what_has_succeeded_or_waits_is_not_replayed(InvocationStatus status, String reason) throws Exception {
        fixture.settled(call("abc1", FUNCTION), status, Duration.ZERO, answered(200, ""));

        assertThatThrownBy(() -> new ReplayView(InvocationId.parse("abc")).show(invocations, console()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage(id("abc1") + " is not replayed: " + reason);
        assertThat(status("abc1")).isEqualTo(status);
    }

    @Test
    void what_runs_or_was_discarded_is_not_replayed() throws Exception {
        fixture.running(call("abc1", FUNCTION));
        fixture.ended(call("abc2", FUNCTION), InvocationStatus.DEAD, timeout());
        discard("abc2");

        assertThatThrownBy(() -> new ReplayView(InvocationId.parse("abc1")).show(invocations, console()))
                .hasMessage(id("abc1") + " is not replayed: it is running");
        assertThatThrownBy(() -> new ReplayView(InvocationId.parse("abc2")).show(invocations, console()))
                .hasMessage(id("abc2") + " is not replayed: it was discarded");
    }

    @Test
    void all_dead_letters_are_replayed_and_counted() throws Exception {
        ReplayView.allDead().show(invocations, console());
        fixture.ended(call("a1", FUNCTION), InvocationStatus.DEAD, timeout());
        ReplayView.allDead().show(invocations, console());
        discard("a1");
        fixture.ended(call("a2", FUNCTION), InvocationStatus.DEAD, timeout());
        fixture.ended(call("a3", FUNCTION), InvocationStatus.DEAD, timeout());
        fixture.ended(call("a4", FUNCTION), InvocationStatus.FAILED, answered(404, ""));
        err.getBuffer().setLength(0);
        ReplayView.allDead().show(invocations, console());

        assertThat(err.toString().lines()).containsExactly("Replayed 2 dead letters.");
        assertThat(status("a4")).isEqualTo(InvocationStatus.FAILED);
    }

    @Test
    void nothing_and_one_dead_letter_are_told_of_as_such() throws Exception {
        ReplayView.allDead().show(invocations, console());
        fixture.ended(call("a1", FUNCTION), InvocationStatus.DEAD, timeout());
        ReplayView.allDead().show(invocations, console());

        assertThat(err.toString().lines()).containsExactly("There are no dead letters.", "Replayed 1 dead letter.");
    }

    @Test
    void what_has_not_succeeded_is_discarded_once() throws Exception {
        fixture.ended(call("abc1", FUNCTION), InvocationStatus.DEAD, timeout());

        discard("abc");

        assertThat(err.toString()).isEqualToIgnoringNewLines("Discarded " + id("abc1") + ".");
        assertThat(status("abc1")).isEqualTo(InvocationStatus.DISCARDED);
        assertThatThrownBy(() -> discard("abc")).hasMessage(id("abc1") + " is not discarded: it was before");
    }

    @Test
    void of_what_runs_the_user_is_told_what_discarding_it_means() throws Exception {
        fixture.running(call("abc1", FUNCTION));

        discard("abc");

        assertThat(err.toString()).contains("goes on to its end; its result is not kept");
    }

    @Test
    void what_has_succeeded_is_not_discarded() throws Exception {
        fixture.ended(call("abc1", FUNCTION), InvocationStatus.SUCCEEDED, answered(200, ""));

        assertThatThrownBy(() -> discard("abc"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage(id("abc1") + " is not discarded: it has succeeded");
    }

    private void discard(String id) throws Exception {
        new DiscardView(InvocationId.parse(id)).show(invocations, console());
    }

    private void show(String id, boolean json) throws Exception {
        new InvocationView(InvocationId.parse(id), json).show(invocations, console());
    }

    private List<String> listed(@Nullable InvocationStatus status, @Nullable String function, int last)
            throws Exception {
        out.getBuffer().setLength(0);
        list(status, function, last, false);
        return out.toString()
                .lines()
                .skip(1)
                .map(line -> line.split(" {3}", -1)[1])
                .toList();
    }

    private void list(@Nullable InvocationStatus status, @Nullable String function, int last, boolean json)
            throws Exception {
        new QueueListView(new InvocationFilter(status, function, "", last), json).show(invocations, console());
    }

    private InvocationStatus status(String prefix) throws Exception {
        return QueueFixture.get(queue.find(id(prefix))).orElseThrow().status();
    }

    private Console console() {
        return new Console(
                new PrintWriter(out, true), new PrintWriter(err, true), new Surroundings(Path.of(""), clock, Map.of()));
    }
}
