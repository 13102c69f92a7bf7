package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.DevServer;
import io.fluxgateway.cli.dev.Lines;
import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.cli.project.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitCommandTest {
    @TempDir
    Path temporary;

    @Test
    void it_makes_a_project_and_tells_what_and_how_to_go_on() throws Exception {
        FluxCall call = FluxCall.in(temporary, "init", "shop");

        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(call.out().lines())
                .containsExactly(
                        "created shop",
                        "  .gitignore",
                        "  README.md",
                        "  functions/hello/flux.json",
                        "  functions/hello/index.ts",
                        "next: flux dev shop");
        assertThat(files(temporary.resolve("shop"))).hasSize(4);
        assertThat(temporary.resolve("shop/.gitignore")).hasContent(".flux/\nnode_modules/\n");
        assertThat(temporary.resolve("shop/README.md"))
                .content()
                .startsWith("# shop\n")
                .contains("flux dev\n", "flux invoke hello", "curl ")
                .doesNotContain("${");
    }

    @Test
    void what_it_made_is_served_at_once_and_invoked() throws Exception {
        FluxCall.in(temporary, "init", "shop");
        Path shop = temporary.resolve("shop");
        try (DevServer server = DevServer.builder(ProjectFolder.of(shop))
                .port(0)
                .err(new Lines())
                .start()) {
            FluxCall call = FluxCall.in(
                    shop,
                    "invoke",
                    "hello",
                    "--query",
                    "name=Ada & Co",
                    "--url",
                    server.url().toString());

            assertThat(call.exitCode()).as(call.err()).isZero();
            assertThat(call.out()).isEqualTo("{\"message\":\"Hello, Ada & Co!\"}");
        }
    }

    @Test
    void the_folder_one_is_in_will_do_if_it_is_empty() throws Exception {
        Path here = Files.createDirectory(temporary.resolve("here"));

        FluxCall call = FluxCall.in(here, "init");

        assertThat(call.out()).startsWith("created here").endsWith("next: flux dev" + System.lineSeparator());
        assertThat(files(here)).hasSize(4);
    }

    @Test
    void a_folder_that_is_not_empty_is_refused_and_nothing_written() throws Exception {
        Projects.write(temporary.resolve("shop/notes.txt"), "mine");

        FluxCall call = FluxCall.in(temporary, "init", "shop");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("flux: not empty: ").contains("shop has notes.txt in it");
        assertThat(files(temporary.resolve("shop"))).hasSize(1);
    }

    @Test
    void a_file_of_that_name_is_refused_and_kept() {
        Projects.write(temporary.resolve("shop"), "mine");

        FluxCall call = FluxCall.in(temporary, "init", "shop");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err()).startsWith("flux: not a folder: ").contains("shop");
        assertThat(temporary.resolve("shop")).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my shop", "-shop", "sh\u00f6p", "..shop"})
    void a_folder_whose_name_no_project_can_have_is_wrong_usage(String name) {
        FluxCall call = FluxCall.in(temporary, "init", "./" + name);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).contains("project: \"" + name + "\" (expected:");
        assertThat(temporary.resolve(name)).doesNotExist();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }
}
