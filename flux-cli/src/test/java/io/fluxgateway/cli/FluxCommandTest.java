package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.CommandLineFixture.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FluxCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dev",
                "routes",
                "api-keys",
                "api-keys create",
                "api-keys list",
                "api-keys revoke",
                "project",
                "project show",
                "project update"
            })
    void everyCommandHasHelpAndAVersion(String command) {
        String[] words = (command + " --help").strip().split(" ");
        Result help = CommandLineFixture.run(words);
        words[words.length - 1] = "--version";
        Result version = CommandLineFixture.run(words);

        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("Usage: " + ("flux " + command).strip());
        assertThat(help.err()).isEmpty();
        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("flux ").contains("Java ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api-keys", "project"})
    void withoutASubcommandItIsWrongUsageThatNamesThem(String command) {
        Result result = CommandLineFixture.run(command.isEmpty() ? new String[0] : new String[] {command});

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("Missing command (expected one of ", "--help");
    }

    @Test
    void aMistypedCommandGetsASuggestion() {
        Result result = CommandLineFixture.run("api-key");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("api-key", "api-keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port=70000", "--port=-1", "--port=x", "--host="})
    void aBadOptionOfDevIsWrongUsage(String option) {
        Result result = CommandLineFixture.run("dev", option);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("flux: ");
    }

    @Test
    void routesListsThemAlignedByPath(@TempDir Path folder) {
        CommandLineFixture flux = new CommandLineFixture(folder);
        flux.write(
                "functions/list/flux.json",
                "{\"name\": \"list_breads\", \"runtime\": \"http\", \"url\": \"http://127.0.0.1:9\", \"method\": \"GET\","
                        + " \"route\": \"/breads/{kind}\", \"async\": true}");

        Result routes = CommandLineFixture.run("routes", flux.project().toString());

        assertThat(routes.outLines())
                .containsExactly(
                        "  POST /bake            bake          http",
                        "  GET  /breads/{kind}   list_breads   http  async");
    }

    @Test
    void routesReportsEveryMistakeAndFails(@TempDir Path folder) {
        CommandLineFixture flux = new CommandLineFixture(folder);
        flux.write("functions/list/flux.json", "{\"name\": \"list\",\n \"method\": \"GTE\",\n \"rute\": \"/x\"}");

        Result routes = CommandLineFixture.run("routes", flux.project().toString());

        assertThat(routes.code()).isEqualTo(1);
        assertThat(routes.out()).isEmpty();
        assertThat(routes.err())
                .contains("functions/list/flux.json:2: method \"GTE\"", "functions/list/flux.json:3: ", "rute");
    }
}
