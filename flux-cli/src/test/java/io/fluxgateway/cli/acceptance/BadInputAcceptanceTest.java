package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BadInputAcceptanceTest {
    private static final String ANSWER = "export default () => 1;";

    @TempDir
    Path folder;

    @Test
    void aManifestWithFiveMistakesReportsFive() {
        new TestProject(folder).function("a", """
                        {
                          "name": "Bad Name",
                          "method": "POTS",
                          "rout": "/a",
                          "timeout": "soon",
                          "async": "yes"
                        }
                        """, ANSWER);

        FluxProcess flux = FluxProcess.run("dev", folder.toString(), "--port", "0");

        assertThat(flux.exitCode()).isEqualTo(1);
        assertThat(flux.stderr().lines().filter(line -> line.contains("functions/a/flux.json:")))
                .hasSize(5)
                .anySatisfy(line -> assertThat(line).contains(":2:", "Bad Name"))
                .anySatisfy(
                        line -> assertThat(line)
                                .contains(
                                        "functions/a/flux.json:3: method \"POTS\" (expected one of GET, POST, PUT, PATCH, DELETE)"))
                .anySatisfy(line -> assertThat(line).contains(":4:", "rout", "route"))
                .anySatisfy(line -> assertThat(line).contains(":5:", "soon"))
                .anySatisfy(line -> assertThat(line).contains(":6:", "async", "yes"));
        assertThat(flux.stderr()).doesNotContain("\tat ", "Exception");
    }

    @Test
    void twoFunctionsOnOneRouteNameBothFiles() {
        new TestProject(folder)
                .function("a", "{\"name\": \"a\", \"route\": \"/x/{id}\"}", ANSWER)
                .function("b", "{\"name\": \"b\", \"route\": \"/x/{other}\"}", ANSWER);

        FluxProcess flux = FluxProcess.run("dev", folder.toString(), "--port", "0");

        assertThat(flux.exitCode()).isEqualTo(1);
        assertThat(flux.stderr()).contains("functions/a/flux.json:1", "functions/b/flux.json:1");
    }

    @Test
    void aFolderWithoutFunctionsIsOneClearLine() {
        FluxProcess flux = FluxProcess.run("dev", folder.toString());

        assertThat(flux.exitCode()).isEqualTo(1);
        assertThat(flux.stderr().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("flux: ").contains(folder.toString(), "functions"));
    }

    @Test
    void aBusyPortIsOneClearLine() throws IOException {
        new TestProject(folder).function("a", "{\"name\": \"a\"}", ANSWER);
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FluxProcess flux = FluxProcess.run("dev", folder.toString(), "--http", "--port", "" + busy.getLocalPort());

            assertThat(flux.exitCode()).isEqualTo(1);
            assertThat(flux.stderr().lines())
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line).startsWith("flux: ").contains("" + busy.getLocalPort(), "in use"));
        }
    }

    /** A file in the place of the folder: permissions would not stop a test that runs as root. */
    @Test
    void aFolderThatCannotBeWrittenIsOneClearLine() throws IOException {
        new TestProject(folder).function("a", "{\"name\": \"a\"}", ANSWER);
        Files.writeString(folder.resolve(".flux"), "in the way");

        FluxProcess flux = FluxProcess.run("dev", folder.toString(), "--port", "0");

        assertThat(flux.exitCode()).isEqualTo(1);
        assertThat(flux.stderr().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("flux: ").contains(".flux"));
    }

    @Test
    void wrongUsageIsExitCodeTwo() {
        FluxProcess flux = FluxProcess.run("dev", "--prot", "1");

        assertThat(flux.exitCode()).isEqualTo(2);
        assertThat(flux.stderr()).contains("--prot");
    }
}
