package io.fluxgateway.cli;

import static io.fluxgateway.cli.trace.TraceMaker.ID;
import static io.fluxgateway.cli.trace.TraceMaker.trace;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortCallTest {
    @TempDir
    Path temporary;

    private RecordedProject project;

    @BeforeEach
    void record() {
        project = new RecordedProject(temporary.resolve("shop"))
                .with(
                        trace().make(),
                        trace().id("9c3e7f1b" + ID.substring(8)).make(),
                        trace().id("c".repeat(32)).make());
    }

    @AfterEach
    void close() {
        project.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trace 9c3e7f1a",
                "trace 9C3E7F1A4",
                "trace c --json",
                "trace --json c",
                "trace c --dir .",
                "trace --dir ../shop c",
                "trace 9c3e7",
                "trace ab12",
                "trace c --dir nowhere",
                "trace c --dir ..",
                "tail --last 1",
                "tail --last 2 --json --dir .",
                "tail --dir nowhere --last 2"
            })
    void a_usual_call_is_understood_and_answered_as_picocli_would(String words) {
        String[] args = words.split(" ");

        assertThat(ShortCall.of(args)).isNotNull();
        assertThat(FluxCall.in(project.folder(), args)).isEqualTo(throughPicocli(args));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "logs",
                "--help",
                "trace",
                "trace --help",
                "trace --json",
                "trace xyz",
                "trace x-request-id: c",
                "trace c d",
                "trace c --json --json",
                "trace c --dir",
                "trace c --dir --json",
                "trace c --dir @file",
                "trace c --dir . --dir .",
                "trace c --last 1",
                "trace c --nonsense",
                "trace -- c",
                "tail",
                "tail --last",
                "tail --last 0",
                "tail --last 10001",
                "tail --last 1 --follow",
                "tail --last 1 --status 404",
                "tail --last 1 abc",
                "tail --last=1",
                "tail --last 1 --version"
            })
    void anything_else_is_left_to_picocli(String words) {
        String[] args = words.isEmpty() ? new String[0] : words.split(" ");

        assertThat(ShortCall.of(args)).as(Arrays.toString(args)).isNull();
    }

    private FluxCall throughPicocli(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Surroundings here = new Surroundings(project.folder(), Clock.systemUTC(), Map.of());
        int exitCode = FluxCommand.commandLine(here, new PrintWriter(out, true), new PrintWriter(err, true), args)
                .execute(args);
        return new FluxCall(exitCode, out.toString(), err.toString());
    }
}
