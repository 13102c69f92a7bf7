package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.Projects;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps {@code flux dev} from starting: always one line and exit code 1. */
class DevCommandTest {
    @TempDir
    Path project;

    @Test
    void a_busy_port() throws Exception {
        Projects.httpFunction(project, "a");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FluxCall call = FluxCall.in(project, "dev", "--http", "--port", String.valueOf(taken.getLocalPort()));

            assertFailure(call, "port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
        assertThat(FluxCall.in(project, "api-keys", "list").out())
                .as("a key that nobody was shown")
                .isEmpty();
    }

    @Test
    void a_trusted_proxy_that_is_no_address() {
        Projects.httpFunction(project, "a");
        for (String range : new String[] {"proxy.test", "10.0.0.1/8", "10.0.0.0/33", ""}) {
            FluxCall call = FluxCall.in(project, "dev", "--port", "0", "--trusted-proxy", range);

            assertThat(call.exitCode()).isEqualTo(2);
            assertThat(call.err()).contains("--trusted-proxy: address range: \"" + range + "\" (expected: ");
        }
    }

    @Test
    void a_folder_without_functions() throws Exception {
        Path empty = Files.createDirectory(project.resolve("empty"));

        assertFailure(FluxCall.in(project, "dev", "empty"), "no functions in " + empty.toRealPath());
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void no_project_here() {
        assertFailure(FluxCall.in(project, "dev"), "no project here: ");
    }

    @Test
    void a_missing_folder() {
        assertFailure(FluxCall.in(project, "dev", "shpo"), "no such folder: ");
    }

    @Test
    void a_file_where_a_folder_is_expected() {
        Projects.write(project.resolve("shop"), "");

        assertFailure(FluxCall.in(project, "dev", "shop"), "not a folder: ");
    }

    @Test
    void a_state_folder_that_cannot_be_written() {
        Projects.httpFunction(project, "a");
        Projects.write(project.resolve(".flux"), "a file");

        assertFailure(FluxCall.in(project, "dev", "--http", "--port", "0"), "cannot use the state folder ");
    }

    @Test
    void a_database_of_another_program() {
        Projects.httpFunction(project, "a");
        Projects.write(project.resolve(".flux/flux.db"), "this is no database. ".repeat(100));

        FluxCall call = FluxCall.in(project, "dev", "--http", "--port", "0");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err().lines())
                .singleElement()
                .asString()
                .startsWith("flux: ")
                .contains("flux.db");
    }

    @Test
    void a_host_that_is_none_of_this_machine() {
        Projects.httpFunction(project, "a");

        assertFailure(
                FluxCall.in(project, "dev", "--http", "--port", "0", "--host", "192.0.2.1"), "host 192.0.2.1 is not");
    }

    @Test
    void mistakes_in_the_functions_are_all_shown() {
        Path function = Projects.httpFunction(project, "a");
        Projects.write(
                function.resolve("flux.json"), Projects.manifest("a", ",\n\"method\": \"POTS\",\n\"timeout\": \"0s\""));
        Projects.httpFunction(project, "b");
        Projects.write(project.resolve("functions/b/flux.json"), Projects.manifest("b", ",\n\"route\": \"orders\""));

        FluxCall call = FluxCall.in(project, "dev", "--http", "--port", "0");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err())
                .startsWith("flux: 3 mistakes")
                .contains("functions/a/flux.json:2: ", "functions/a/flux.json:3: ", "functions/b/flux.json:2: ");
        assertThat(call.err().lines()).hasSize(4);
    }

    @Test
    void two_functions_on_one_route_name_both_files() {
        Projects.httpFunction(project, "a");
        Path other = Projects.httpFunction(project, "b");
        Projects.write(other.resolve("flux.json"), Projects.manifest("b", ", \"route\": \"/a\""));

        FluxCall call = FluxCall.in(project, "dev", "--http", "--port", "0");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err()).contains("functions/a/flux.json", "functions/b/flux.json");
    }

    private static void assertFailure(FluxCall call, String message) {
        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err().lines()).singleElement().asString().startsWith("flux: " + message);
    }
}
