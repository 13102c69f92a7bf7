package io.fluxgateway.cli;

import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.exchange.WebhookSecret;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.project.CallbackSettings;
import io.fluxgateway.project.ProjectSettings;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flux project callback-secret}. */
@Command(
        name = "callback-secret",
        description =
                "Print the secret that callbacks are signed with, alone, for those who receive them. It is made when"
                        + " callbacks are first allowed.",
        footer = {"  flux project callback-secret", "  SECRET=$(flux project callback-secret --rotate --grace 1h)"})
final class CallbackSecretCommand extends StoreCommand {
    private static final String DEFAULT_GRACE = "24h";

    @Option(names = "--rotate", description = "Make a new one first. Running servers follow within a second.")
    private boolean rotate;

    @Option(
            names = "--grace",
            paramLabel = "24h",
            description =
                    "With --rotate: how long callbacks are signed with the old one, too: 30m, 24h, 7d; 0s for not at"
                            + " all. Default: 24h.")
    private @Nullable String grace;

    private Duration graceTime = Duration.ZERO;

    @Override
    void check() {
        String text = grace == null ? DEFAULT_GRACE : grace;
        try {
            graceTime = TimeSpan.parse("--grace", text, DEFAULT_GRACE);
            if (graceTime.compareTo(ProjectKeys.LONGEST_GRACE) > 0) {
                throw TimeSpan.refuse("--grace", text, "0s to " + ProjectKeys.LONGEST_GRACE.toDays() + "d");
            }
            if (grace != null && !rotate) {
                throw TimeSpan.refuse("--grace", text, "with --rotate");
            }
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    @Override
    void run(String projectName, Store store) throws CommandFailedException {
        CallbackSettings callbacks = store.projects().settings(projectName).callbacks();
        if (callbacks.secret() == null) {
            throw new CommandFailedException("there is no secret yet: project \"" + projectName
                    + "\" has no callbacks. Allow some: flux project update --callback-origin https://your-app.com");
        }
        if (rotate) {
            callbacks = rotate(projectName, store);
        }
        WebhookSecret secret = callbacks.secret();
        out(secret == null ? "" : secret.reveal());
    }

    private CallbackSettings rotate(String projectName, Store store) {
        ProjectSettings settings = store.projects().settings(projectName);
        Instant now = surroundings().clock().instant();
        CallbackSettings rotated = settings.callbacks().rotated(now, graceTime);
        store.projects().update(projectName, settings.withCallbacks(rotated));
        if (settings.callbacks().secrets(now).size() > 1) {
            err("The secret before the old one signs no more.");
        }
        err(
                rotated.previous() == null
                        ? "The old secret signs no more."
                        : "Callbacks are signed with the old secret, too, until "
                                + rotated.previous().until() + ".");
        return rotated;
    }
}
