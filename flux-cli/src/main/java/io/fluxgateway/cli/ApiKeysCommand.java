package io.fluxgateway.cli;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.jdbc.SqliteStore;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flux api-keys}. A running server follows each change within a second. */
@Command(
        name = "api-keys",
        description = "Makes, lists and revokes the API keys of a project.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class ApiKeysCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Missing command (expected one of create, list, revoke)");
        }
    }

    @Command(
            name = "create",
            description = "Makes a key. Prints it, and nothing else, on standard output: it is not shown again.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            footer = {"", "Example: KEY=$(flux api-keys create --name production-server)"})
    int create(
            @Mixin ProjectOption option,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            required = true,
                            description = "1 to 64 of A-Z, a-z, 0-9, \".\", \"_\" and \"-\"; unique in the project.")
                    String name)
            throws CommandFailedException, KeyNameTakenException {
        checkName(name);
        Project project = option.project();
        Console console = Console.of(spec);
        try (SqliteStore store = project.openStore()) {
            console.out(NewKey.live(project.name(), name, Clock.systemUTC()).addTo(store.keys()));
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "list",
            description = "Lists the keys that work, oldest first.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int list(@Mixin ProjectOption option) throws CommandFailedException {
        Project project = option.project();
        Console console = Console.of(spec);
        try (SqliteStore store = project.openStore()) {
            List<ApiKey> keys = store.keys().list(project.name());
            if (keys.isEmpty()) {
                console.err("no keys yet; \"flux api-keys create --name NAME\" makes one");
            }
            Ages ages = new Ages(Clock.systemUTC());
            Columns.align(keys.stream()
                            .map(key ->
                                    List.of(key.name(), key.preview() + "...", "created " + ages.of(key.createdAt())))
                            .toList())
                    .forEach(console::out);
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "revoke",
            description = "Revokes a key for good. Running servers refuse it within a second.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int revoke(
            @Mixin ProjectOption option, @Parameters(paramLabel = "NAME", description = "Name of the key.") String name)
            throws CommandFailedException {
        Project project = option.project();
        try (SqliteStore store = project.openStore()) {
            if (!store.keys().revoke(project.name(), name)) {
                throw new CommandFailedException("no key named \"" + name + "\" (expected one of "
                        + names(store.keys().list(project.name())) + ")");
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private static String names(List<ApiKey> keys) {
        return keys.isEmpty()
                ? "none, there are no keys"
                : keys.stream().map(ApiKey::name).collect(Collectors.joining(", "));
    }

    private void checkName(String name) {
        try {
            ApiKey.checkName(name);
        } catch (IllegalArgumentException e) {
            if (spec != null) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            }
        }
    }
}
