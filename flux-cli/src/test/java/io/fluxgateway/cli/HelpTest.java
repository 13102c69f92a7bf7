package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Each command explains itself. */
class HelpTest {
    private static final Path HERE = Path.of("");

    @TestFactory
    Stream<DynamicTest> every_command_has_a_description_an_example_and_describes_its_options() {
        List<CommandSpec> commands = commands();
        assertThat(commands).hasSizeGreaterThan(20);
        return commands.stream()
                .map(command -> DynamicTest.dynamicTest(command.qualifiedName(" "), () -> isExplained(command)));
    }

    private static void isExplained(CommandSpec command) {
        String name = command.qualifiedName(" ");
        assertThat(String.join(" ", command.usageMessage().description()))
                .as("description")
                .matches("(?s)[A-Z].*[.]");
        for (ArgSpec argument : command.args()) {
            assertThat(String.join(" ", argument.description()))
                    .as("description of %s", argument)
                    .matches("(?s)[A-Z].*[.]");
        }
        List<String> examples = Stream.of(command.usageMessage().footer())
                .filter(line -> line.startsWith("  "))
                .toList();
        assertThat(examples).as("examples").isNotEmpty().allMatch(line -> line.contains("flux "));
        assertThat(examples).anyMatch(line -> line.contains(name));
        String help = FluxCall.in(
                        HERE, (name + " --help").substring("flux ".length()).split(" ", -1))
                .out();
        assertThat(help).contains("Examples:", examples.get(0));
        assertThat(help.lines()).allMatch(line -> line.equals(line.stripTrailing()));
    }

    /** An example whose options are none would be worse than no example. */
    @Test
    void every_example_is_a_call_that_is_understood() {
        for (CommandSpec command : commands()) {
            for (String line : command.usageMessage().footer()) {
                if (line.startsWith("  flux ")) {
                    String[] words = words(line.strip());
                    CommandLine root = FluxCommand.commandLine(
                            new Surroundings(HERE, Clock.systemUTC(), Map.of()), nowhere(), nowhere());
                    assertThat(root.parseArgs(words).subcommand()).as(line).isNotNull();
                }
            }
        }
    }

    /** As a shell does, up to a redirection. */
    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.replaceFirst(" >.*", "").split(" (?=(?:[^']*'[^']*')*[^']*$)", -1)) {
            words.add(word.replace("'", ""));
        }
        return words.subList(1, words.size()).toArray(new String[0]);
    }

    private static PrintWriter nowhere() {
        return new PrintWriter(Writer.nullWriter());
    }

    private static List<CommandSpec> commands() {
        List<CommandSpec> commands = new ArrayList<>();
        collect(
                FluxCommand.commandLine(new Surroundings(HERE, Clock.systemUTC(), Map.of()), nowhere(), nowhere())
                        .getCommandSpec(),
                commands);
        return commands;
    }

    private static void collect(CommandSpec command, List<CommandSpec> into) {
        into.add(command);
        command.subcommands().values().forEach(each -> collect(each.getCommandSpec(), into));
    }
}
