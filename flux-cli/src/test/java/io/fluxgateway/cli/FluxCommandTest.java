package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FluxCommandTest {
    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> every_command_has_help_and_tells_the_version() {
        List<CommandLine> commands = new ArrayList<>();
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        collect(
                FluxCommand.commandLine(new Surroundings(folder, Clock.systemUTC(), Map.of()), nowhere, nowhere),
                commands);
        assertThat(commands).hasSizeGreaterThan(9);
        return commands.stream()
                .map(command -> command.getCommandSpec().qualifiedName(" "))
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    FluxCall help = call(name + " --help");
                    assertThat(help.exitCode()).isZero();
                    assertThat(help.out()).startsWith("Usage: " + name).doesNotContain("\u001b");
                    assertThat(help.err()).isEmpty();
                    FluxCall version = call(name + " --version");
                    assertThat(version.exitCode()).isZero();
                    assertThat(version.out()).matches("flux \\d+\\.\\d+\\.\\S+ \\(Java .*\\)\\R");
                }))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flux", "flux api-keys", "flux project"})
    void a_missing_command_is_wrong_usage_and_shows_the_help(String line) {
        FluxCall call = call(line);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("Usage: " + line).contains("Commands:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V"})
    void the_version_is_told_as_picocli_would(String option) {
        StringWriter told = new StringWriter();
        PrintWriter out = new PrintWriter(told, true);
        int exitCode = FluxCommand.commandLine(new Surroundings(folder, Clock.systemUTC(), Map.of()), out, out, option)
                .execute(option);

        assertThat(call("flux " + option)).isEqualTo(new FluxCall(exitCode, told.toString(), ""));
    }

    @Test
    void an_unknown_command_is_wrong_usage_and_similar_ones_are_named() {
        FluxCall call = call("flux route");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err())
                .startsWith("flux: Unmatched argument at index 0: 'route'")
                .contains("flux routes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flux dev --prot 1",
                "flux dev --port x",
                "flux dev --port 65536",
                "flux dev --port -1",
                "flux dev a b",
                "flux api-keys revoke"
            })
    void a_call_that_cannot_be_understood_is_wrong_usage_and_says_where_to_read_on(String line) {
        FluxCall call = call(line);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("flux: ").contains("--help'.").doesNotContain("\tat ");
    }

    private FluxCall call(String line) {
        List<String> words = List.of(line.split(" ", -1));
        return FluxCall.in(folder, words.subList(1, words.size()).toArray(new String[0]));
    }

    private static void collect(CommandLine command, List<CommandLine> into) {
        into.add(command);
        command.getSubcommands().values().forEach(each -> collect(each, into));
    }
}
