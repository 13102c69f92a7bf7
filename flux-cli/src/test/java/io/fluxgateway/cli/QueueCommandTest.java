package io.fluxgateway.cli;

import static io.fluxgateway.cli.QueueFixture.answered;
import static io.fluxgateway.cli.QueueFixture.call;
import static io.fluxgateway.cli.QueueFixture.id;
import static io.fluxgateway.cli.QueueFixture.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code flux queue} on the project's own file; what it shows is in {@link QueueViewsTest}. */
class QueueCommandTest {
    @TempDir
    Path temporary;

    private Path project;

    @BeforeEach
    void makeProject() throws Exception {
        project = temporary.resolve("shop");
        Projects.httpFunction(project, "send_receipt");
        try (Store store = SqliteStore.open(project.resolve(".flux"));
                InvocationQueue queue = store.queue("shop")) {
            QueueFixture fixture = new QueueFixture(queue);
            fixture.ended(call("5be02c11", "send_receipt"), InvocationStatus.DEAD, timeout());
            fixture.ended(call("5be02c22", "send_receipt"), InvocationStatus.DEAD, timeout());
            fixture.ended(call("77aa0f12", "resize"), InvocationStatus.SUCCEEDED, answered(200, "done"));
            store.keys()
                    .add(
                            new ApiKey("key-1", "shop", "production-server", "flx_live_abc1", Instant.now(), null),
                            KeyDigest.of("a key"));
        }
    }

    @Test
    void without_a_command_it_lists() {
        FluxCall call = flux("queue");

        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(call.out()).isEqualTo(flux("queue list").out());
        assertThat(call.out().lines()).hasSize(4);
        assertThat(call.out())
                .startsWith("0 queued, 0 running, 2 dead")
                .contains("just now   77aa0f12   resize         succeeded   1 attempt   status 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "queue list"})
    void a_list_can_be_narrowed(String command) {
        assertThat(flux(command + " --status dead").out())
                .contains("5be02c11", "5be02c22")
                .doesNotContain("77aa0f12");
        assertThat(flux(command + " --function resize --json").out().lines()).hasSize(1);
        assertThat(flux(command + " --last 1").out()).contains("77aa0f12").doesNotContain("5be02c");
        assertThat(flux(command + " --status failed").exitCode()).isZero();
    }

    @Test
    void a_call_is_shown_by_the_first_digits_of_its_id_or_by_the_path_to_ask_at() {
        for (String given : List.of("77", "77AA0F12", id("77aa0f12"), "/_flux/invocations/" + id("77aa0f12"))) {
            FluxCall call = flux("queue show " + given);
            assertThat(call.exitCode()).as(call.err()).isZero();
            assertThat(call.out()).startsWith("invocation   " + id("77aa0f12")).contains("  done");
        }
        assertThat(flux("queue show 77 --json").out()).startsWith("{\"requestId\":\"" + id("77aa0f12"));
    }

    @Test
    void the_key_that_made_a_call_has_its_name_until_it_is_revoked() {
        assertThat(flux("queue show 77").out()).contains("key          production-server (key-1)");

        flux("api-keys revoke production-server");

        assertThat(flux("queue show 77").out().lines()).contains("key          key-1");
    }

    @Test
    void unknown_and_ambiguous_ids_fail() {
        FluxCall unknown = flux("queue show 123");
        FluxCall ambiguous = flux("queue replay 5be");

        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).startsWith("flux: no invocation starts with 123 ");
        assertThat(ambiguous.exitCode()).isEqualTo(1);
        assertThat(ambiguous.err())
                .contains(id("5be02c11"), id("5be02c22"), "flux: 2 invocations start with 5be, see above");
        assertThat(ambiguous.out()).isEmpty();
    }

    @Test
    void dead_letters_are_replayed_one_by_one_or_all_at_once() {
        FluxCall one = flux("queue replay 5be02c11");
        assertThat(one.exitCode()).as(one.err()).isZero();
        assertThat(one.out()).isEmpty();
        assertThat(flux("queue list").out()).startsWith("1 queued, 0 running, 1 dead");

        FluxCall all = flux("queue replay --all-dead");
        assertThat(all.err()).isEqualToIgnoringNewLines("Replayed 1 dead letter.");
        assertThat(flux("queue list").out()).startsWith("2 queued, 0 running, 0 dead");
    }

    @Test
    void what_has_succeeded_is_neither_replayed_nor_discarded() {
        for (String command : List.of("queue replay 77", "queue discard 77")) {
            FluxCall call = flux(command);
            assertThat(call.exitCode()).isEqualTo(1);
            assertThat(call.err())
                    .startsWith("flux: " + id("77aa0f12") + " is not ")
                    .contains("it has succeeded");
        }
    }

    @Test
    void a_dead_letter_is_discarded() {
        FluxCall call = flux("queue discard 5be02c11");

        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(flux("queue --status discarded").out()).contains("5be02c11").doesNotContain("5be02c22");
    }

    @Test
    void another_project_in_the_same_file_has_another_queue() {
        assertThat(flux("queue --project blog").out()).startsWith("0 queued, 0 running, 0 dead");
        assertThat(flux("queue show 77 --project blog").exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queue | 0 | 0 queued, 0 running, 0 dead | Nothing was queued lately.",
                "queue list --json | 0 | '' | ''",
                "queue show 77 | 1 | '' | flux: no invocation starts with 77 ",
                "queue replay 77 | 1 | '' | flux: no invocation starts with 77 ",
                "queue replay --all-dead | 0 | '' | There are no dead letters.",
                "queue discard 77 | 1 | '' | flux: no invocation starts with 77 "
            })
    void where_nothing_was_ever_queued_the_queue_is_empty_and_no_file_is_made(
            String line, int exitCode, String out, String err) {
        Path unused = temporary.resolve("unused");
        Path function = Projects.httpFunction(unused, "send_receipt");

        FluxCall call = FluxCall.in(function, line.split(" ", -1));

        assertThat(call.exitCode()).as(call.err()).isEqualTo(exitCode);
        assertThat(call.out().strip()).isEqualTo(out);
        assertThat(call.err()).startsWith(err);
        assertThat(unused.resolve(".flux")).doesNotExist();
    }

    @Test
    void a_project_with_keys_only_gets_no_file_for_a_queue() {
        Path unused = temporary.resolve("unused");
        Projects.httpFunction(unused, "send_receipt");
        FluxCall.in(unused, "api-keys", "create", "--name", "a");

        assertThat(FluxCall.in(unused, "queue").out()).isEqualToIgnoringNewLines("0 queued, 0 running, 0 dead");

        assertThat(unused.resolve(".flux")).isDirectoryNotContaining("glob:**queue.db*");
    }

    @Test
    void a_state_folder_that_cannot_be_used_is_not_taken_for_an_empty_queue() {
        Path broken = temporary.resolve("broken");
        Projects.httpFunction(broken, "send_receipt");
        Projects.write(broken.resolve(".flux"), "a file where the folder should be");

        FluxCall call = FluxCall.in(broken, "queue");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("flux: ").contains(".flux");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queue --status lost | --status: \"lost\" (expected one of queued, running, succeeded, failed, dead, discarded)",
                "queue list --last 0 | --last: 0 (expected: 1 to 10000)",
                "queue list --last 10001 | --last: 10001 (expected: 1 to 10000)",
                "queue show | Missing required parameter: 'ID'",
                "queue show xyz | ID: \"xyz\" (expected: 1 to 32 hexadecimal digits, as in the location of a response 202)",
                "queue show --json | Missing required parameter: 'ID'",
                "queue replay | expected an ID or --all-dead",
                "queue replay 5be02c11 --all-dead | ID and --all-dead are mutually exclusive",
                "queue discard | Missing required parameter: 'ID'",
                "queue --status dead list | --status: it comes after the command (expected: flux queue list --status ...)",
                "queue --project shop show 77 | --project: it comes after the command (expected: flux queue show --project ...)"
            })
    void what_cannot_be_understood_is_wrong_usage(String line, String message) {
        FluxCall call = flux(line);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("flux: " + message);
    }

    private FluxCall flux(String line) {
        return FluxCall.in(project, line.split(" ", -1));
    }
}
