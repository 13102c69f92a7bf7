package io.fluxgateway.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flux completion}. */
@Command(
        name = "completion",
        description = "Print a script that lets a shell complete commands and options of flux.",
        footer = {
            "  source <(flux completion bash)",
            "  flux completion bash > ~/.local/share/bash-completion/completions/flux",
            "  echo 'source <(flux completion zsh)' >> ~/.zshrc"
        })
final class CompletionCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private String shell = "";

    @Override
    public Integer call() {
        if (!Set.of("bash", "zsh").contains(shell)) {
            throw wrongUsage("shell: \"" + shell + "\" (expected one of bash, zsh)");
        }
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        // One script is for both: it tells zsh to understand those of bash.
        out(AutoComplete.bash("flux", FluxCommand.commandLine(surroundings(), nowhere, nowhere)));
        return 0;
    }
}
