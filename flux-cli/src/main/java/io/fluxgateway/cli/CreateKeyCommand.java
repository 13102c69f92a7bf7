package io.fluxgateway.cli;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.jdbc.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flux api-keys create}. */
@Command(
        name = "create",
        description = "Make an API key. It goes to standard output, alone; it is shown this once.",
        footer = {
            "  flux api-keys create --name production-server",
            "  KEY=$(flux api-keys create --name ci --dir shop)"
        })
final class CreateKeyCommand extends StoreCommand {
    @Option(names = "--name", required = true, paramLabel = "NAME", description = "What to call it.")
    private String name = "";

    @Option(
            names = "--expires",
            paramLabel = "90d",
            description = "When it stops working: 12h, 90d, or a moment such as 2027-01-31T00:00:00Z. Default: never.")
    private @Nullable String expires;

    @Mixin
    private final ScopeOption scope = new ScopeOption();

    @Mixin
    private final LimitOptions limit = new LimitOptions();

    @Option(
            names = "--mode",
            paramLabel = "live|test",
            description = "What it says of itself: flx_live_... or flx_test_... Default: live.")
    private String mode = "live";

    private KeyTerms terms = KeyTerms.DEFAULT;

    @Override
    void check() {
        try {
            ApiKey.checkName(name);
            terms = terms();
            var unused = mode();
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    @Override
    void run(String projectName, Store store) throws CommandFailedException {
        ProjectKeys keys =
                new ProjectKeys(projectName, store.keys(), surroundings().clock());
        List<String> functions = scope.functions();
        if (functions != null) {
            folderOf(projectName)
                    .ifPresent(folder -> ScopeOption.warnings(functions, folder).forEach(this::err));
        }
        try {
            out(keys.create(name, mode(), terms).reveal());
        } catch (KeyNameTakenException e) {
            throw new CommandFailedException(e.getMessage() + "; choose another name, or revoke it first");
        }
        err("Keep it now: it cannot be shown again." + KeyLines.terms(terms));
    }

    private KeyTerms terms() {
        KeyTerms chosen = KeyTerms.DEFAULT;
        if (expires != null) {
            chosen = chosen.withExpiry(
                    TimeSpan.end("--expires", expires, surroundings().clock().instant()));
        }
        List<String> functions = scope.functions();
        if (functions != null) {
            chosen = chosen.withScopes(functions);
        }
        Quota quota = limit.quota();
        return quota == null ? chosen : chosen.withQuota(quota);
    }

    private ApiKeySecret.Mode mode() {
        return switch (mode) {
            case "live" -> ApiKeySecret.Mode.LIVE;
            case "test" -> ApiKeySecret.Mode.TEST;
            default -> throw TimeSpan.refuse("--mode", mode, "live or test");
        };
    }
}
