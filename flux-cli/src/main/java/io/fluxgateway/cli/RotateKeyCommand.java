package io.fluxgateway.cli;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.jdbc.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flux api-keys rotate}. */
@Command(
        name = "rotate",
        description =
                "Replace an API key by a new one of the same name, scope and limit, which ends when the old one would"
                        + " have. The new one goes to standard output, alone; it is shown this once.",
        footer = {"  flux api-keys rotate production-server", "  KEY=$(flux api-keys rotate ci --grace 1h)"})
final class RotateKeyCommand extends StoreCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the key.")
    private String name = "";

    @Option(
            names = "--grace",
            paramLabel = "24h",
            description = "How long the old key goes on working: 30m, 24h, 7d; 0s ends it at once. Default: 24h.")
    private String grace = "24h";

    @Option(
            names = "--expires",
            paramLabel = "90d",
            description = "When the new key stops working. Default: when the old one would have.")
    private @Nullable String expires;

    private Duration graceTime = Duration.ZERO;
    private @Nullable Instant end;

    @Override
    void check() {
        try {
            graceTime = TimeSpan.parse("--grace", grace, "24h");
            if (graceTime.compareTo(ProjectKeys.LONGEST_GRACE) > 0) {
                throw TimeSpan.refuse("--grace", grace, "0s to " + ProjectKeys.LONGEST_GRACE.toDays() + "d");
            }
            end = expires == null
                    ? null
                    : TimeSpan.end("--expires", expires, surroundings().clock().instant());
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    @Override
    void run(String projectName, Store store) throws CommandFailedException {
        ProjectKeys keys =
                new ProjectKeys(projectName, store.keys(), surroundings().clock());
        requireAnEndToCome(keys);
        Optional<ApiKeySecret> secret = keys.rotate(name, graceTime, old -> end == null ? old : old.withExpiry(end));
        out(secret.orElseThrow(() -> KeyLines.unknown(name, keys.list())).reveal());
        KeyTerms terms = keys.find(name).map(ApiKey::terms).orElse(KeyTerms.DEFAULT);
        err("Keep it now: it cannot be shown again." + KeyLines.terms(terms));
        err(
                graceTime.isZero()
                        ? "The old key has ended."
                        : "The old key works for " + grace + " more, unless it ends earlier.");
    }

    private void requireAnEndToCome(ProjectKeys keys) throws CommandFailedException {
        Optional<ApiKey> old = keys.find(name);
        if (end == null
                && old.isPresent()
                && old.get().isExpired(surroundings().clock().millis())) {
            throw new CommandFailedException(
                    "the API key \"" + name
                            + "\" has expired, and a new one would end with it; give it an end of its own, such as --expires 90d");
        }
    }
}
