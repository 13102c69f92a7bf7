package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.Projects;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployCommandTest {
    @TempDir
    Path temporary;

    private Path project;

    @BeforeEach
    void makeProject() {
        project = temporary.resolve("shop");
        Projects.httpFunction(project, "pay");
        Projects.function(project, "hello", ", \"method\": \"GET\"", "export default () => 'hello';");
    }

    private FluxCall flux(String... args) {
        return FluxCall.in(project, args);
    }

    private FluxCall deploy() {
        FluxCall call = FluxCall.in(temporary, "deploy", "shop");
        assertThat(call.exitCode()).as(call.err()).isZero();
        return call;
    }

    private String live() {
        return flux("deployments", "list")
                .out()
                .lines()
                .filter(line -> line.contains(" live "))
                .map(line -> line.strip().split(" ", 2)[0])
                .findFirst()
                .orElse("none");
    }

    @Test
    void the_first_deployment_is_told_function_by_function() {
        assertThat(deploy().out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("deploying shop  2 functions"),
                        line -> assertThat(line).isEqualTo("  hello   GET  /hello   new"),
                        line -> assertThat(line).isEqualTo("  pay     POST /pay     new"),
                        line -> assertThat(line)
                                .matches("deployment 1 is live {3}in \\d+\\.\\d s {3}no server runs yet: flux serve"));
    }

    @Test
    void files_are_counted_while_they_are_stored_for_who_sees_it_on_a_terminal() {
        Surroundings terminal = new Surroundings(project, Clock.systemUTC(), Map.of(), true);

        assertThat(FluxCall.with(terminal, "deploy").err()).containsPattern("storing files  (\\d+)/\\1\n$");
        Projects.write(project.resolve("functions/a/flux.json"), Projects.manifest("a", ", \"timeout\": \"5s\""));
        assertThat(FluxCall.in(project, "deploy").err()).isEmpty();
    }

    @Test
    void a_later_one_tells_what_it_changes() throws Exception {
        deploy();
        Projects.function(project, "hello", ", \"method\": \"GET\"", "export default () => 'hi';");
        Projects.httpFunction(project, "refund");
        Files.delete(project.resolve("functions/pay/flux.json"));
        Files.delete(project.resolve("functions/pay"));

        assertThat(deploy().out())
                .contains("hello    GET  /hello    changed")
                .contains("refund   POST /refund   new")
                .containsPattern("pay +removed")
                .contains("deployment 2 is live");
    }

    @Test
    void the_same_functions_are_not_deployed_again() {
        deploy();

        assertThat(deploy().out()).contains("unchanged").contains("nothing changed: deployment 1 is live");
        assertThat(flux("deployments", "list").out().lines()).hasSize(1);
    }

    @Test
    void a_dry_run_checks_everything_and_changes_nothing() {
        deploy();
        Projects.function(project, "hello", ", \"method\": \"GET\"", "export default () => 'hi';");

        FluxCall call = flux("deploy", "--dry-run");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).contains("hello   GET  /hello   changed").contains("nothing was deployed (--dry-run)");
        assertThat(flux("deployments", "list").out().lines()).hasSize(1);

        Projects.function(project, "hello", ", \"method\": \"GET\"", "export default () => {");
        assertThat(flux("deploy", "--dry-run").exitCode()).isEqualTo(1);
    }

    @Test
    void what_is_broken_is_refused_with_every_mistake_and_the_old_one_stays_live() throws Exception {
        deploy();
        Projects.function(project, "twice", "", "export default () => { let a = 1; let a = 2; };");
        Projects.function(project, "gone", "", "import './gone.ts'; export default () => 1;");
        Projects.function(project, "reads", "", "export default () => Deno.env.get('TOKEN');");

        FluxCall call = flux("deploy");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err().lines())
                .contains("flux: 3 mistakes in the functions of the project:")
                .anyMatch(line -> line.startsWith("functions/gone/index.ts:1: ") && line.contains("gone.ts"))
                .anyMatch(line ->
                        line.startsWith("functions/twice/index.ts:1: ") && line.contains("already been declared"))
                .contains(
                        "functions/reads/index.ts:1: env \"TOKEN\" is read (expected in \"env\" of functions/reads/flux.json)");
        assertThat(live()).isEqualTo("1");
    }

    @Test
    void broken_manifests_missing_entries_and_paths_that_lead_out_are_refused() throws Exception {
        deploy();
        Projects.write(project.resolve("functions/a/flux.json"), "{\"name\": \"a\", \"entry\": \"../hello/index.ts\"}");
        Projects.write(project.resolve("functions/b/flux.json"), "{\"name\": \"b\"}");
        Projects.write(project.resolve("functions/c/flux.json"), "{\"name\": \"hello\", \"runtime\": \"java\"");

        FluxCall call = flux("deploy");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err())
                .contains("functions/a/flux.json:1: entry \"../hello/index.ts\"")
                .contains("functions/b/flux.json:1: entry \"index.ts\" (no such file in functions/b)")
                .contains("functions/c/flux.json:1");
        assertThat(live()).isEqualTo("1");
    }

    @Test
    void links_out_of_the_project_and_folders_that_are_too_large_are_refused() throws Exception {
        deploy();
        Files.createSymbolicLink(project.resolve("functions/hello/passwd"), Path.of("/etc/passwd"));
        Path large = project.resolve("functions/pay/large.bin");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(200L << 20);
        }

        FluxCall call = flux("deploy");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err())
                .contains("functions/hello/passwd: a symbolic link that leads out of the project")
                .contains("functions/pay/flux.json: the function's files are too large");
        assertThat(live()).isEqualTo("1");
    }

    @Test
    void rollback_makes_the_one_before_live_again_or_the_one_that_is_named() {
        deploy();
        Projects.httpFunction(project, "b");
        deploy();
        Projects.httpFunction(project, "c");
        deploy();

        assertThat(flux("rollback").out()).startsWith("deployment 2 is live ");
        assertThat(live()).isEqualTo("2");
        assertThat(flux("rollback", "1").exitCode()).isZero();
        assertThat(live()).isEqualTo("1");
        assertThat(flux("deployments", "list").out().lines()).hasSize(3);
    }

    @Test
    void a_rollback_that_cannot_be_says_why() {
        assertThat(flux("rollback").err()).contains("no other deployment of shop was live before");
        deploy();

        assertThat(flux("rollback").err()).contains("no other deployment of shop was live before");
        assertThat(flux("rollback", "1").err()).contains("deployment 1 is live already");
        assertThat(flux("rollback", "7").err()).contains("there is no deployment 7 of shop");
        assertThat(flux("rollback", "7").exitCode()).isEqualTo(1);
        assertThat(flux("rollback", "0").exitCode()).isEqualTo(2);
        assertThat(flux("rollback", "last").exitCode()).isEqualTo(2);
    }

    @Test
    void deployments_are_listed_for_programs_too() {
        deploy();

        assertThat(flux("deployments", "list", "--json").out())
                .matches(
                        "\\[\\{\"number\":1,\"state\":\"live\",\"createdAt\":\"[^\"]+Z\",\"functions\":\\[\"hello\",\"pay\"],"
                                + "\"reason\":\"\"}]\\R");
    }

    @Test
    void a_project_that_was_never_deployed_has_an_empty_list() {
        FluxCall call = flux("deployments", "list");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).contains("flux deploy");
        assertThat(flux("deployments", "list", "--json").out()).isEqualToIgnoringNewLines("[]");
    }

    @Test
    void a_folder_without_functions_is_refused() throws IOException {
        Path empty = Files.createDirectory(temporary.resolve("empty"));

        FluxCall call = FluxCall.in(temporary, "deploy", empty.toString());

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err()).startsWith("flux: no project in ").doesNotContain("Exception");
        assertThat(empty).isEmptyDirectory();
    }
}
