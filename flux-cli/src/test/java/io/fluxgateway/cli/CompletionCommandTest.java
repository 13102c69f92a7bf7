package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script, in a real bash. */
class CompletionCommandTest {
    /** What bash sets before it calls the function, for the last word. */
    private static final String ASK = """
            compopt() { :; } # only works while bash itself asks
            source "$1"
            COMP_LINE=$2
            read -ra COMP_WORDS <<<"$2"
            [[ $2 != *' ' ]] || COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            COMP_POINT=${#2}
            COMPREPLY=()
            complete -p flux >/dev/null || exit 1
            _complete_flux flux "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'flux api-keys ' | create list revoke",
                "'flux d' | dev deploy deployments doctor",
                "'flux api-keys create --na' | --name",
                "'flux project update --tr' | --trace-sampling --trace-queries",
                "'flux project update --call' | --callback-origin --callback-private-addresses",
                "'flux project c' | callback-secret",
                "'flux queue ' | list show replay discard",
                "'flux queue list --sta' | --status",
                "'flux queue --status d' | dead discarded",
                "'flux queue list --status ' | queued running succeeded failed dead discarded",
                "'flux queue replay --a' | --all-dead"
            })
    void bash_completes_commands_and_options(String line, String offered) throws Exception {
        Path script = folder.resolve("completion");
        FluxCall call = FluxCall.in(folder, "completion", "bash");
        Files.writeString(script, call.out());

        try (ChildProcess bash = bash("-c", ASK, "bash", script.toString(), line)) {
            assertThat(call.exitCode()).isZero();
            assertThat(bash.exitCode()).isZero();
            assertThat(bash.err()).isEmpty();
            assertThat(bash.out()).contains(offered.split(" ", -1));
        }
    }

    @ParameterizedTest
    @CsvSource({"bash", "zsh"})
    void bash_accepts_the_script(String shell) throws Exception {
        Path script = folder.resolve("completion");
        Files.writeString(script, FluxCall.in(folder, "completion", shell).out());

        try (ChildProcess bash = bash("-n", script.toString())) {
            assertThat(bash.exitCode()).isZero();
            assertThat(bash.err()).isEmpty();
        }
        assertThat(script).content().contains("autoload -U +X bashcompinit && bashcompinit");
    }

    @Test
    void another_shell_is_wrong_usage() {
        FluxCall call = FluxCall.in(folder, "completion", "fish");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("flux: shell: \"fish\" (expected one of bash, zsh)");
    }

    private ChildProcess bash(String... args) throws Exception {
        String[] command = new String[args.length + 1];
        command[0] = "bash";
        System.arraycopy(args, 0, command, 1, args.length);
        return ChildProcess.start(folder, Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"), command);
    }
}
