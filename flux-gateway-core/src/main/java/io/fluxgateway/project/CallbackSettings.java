package io.fluxgateway.project;

import io.fluxgateway.exchange.WebhookSecret;
import io.fluxgateway.http.OriginPattern;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the results of a project's queued invocations may be posted, and how that is signed.
 *
 * @param origins          exact ones, or {@code https://*.example.com} patterns; empty: nowhere, callbacks are off
 * @param privateAddresses whether they may be hosts of private networks, this machine included, and without TLS
 * @param secret           what callbacks are signed with; null only if they were never on
 * @param previous         the secret before it, while both are used; null for none
 */
public record CallbackSettings(
        List<String> origins,
        boolean privateAddresses,
        @Nullable WebhookSecret secret,
        @Nullable Previous previous) {
    /** No callbacks. */
    public static final CallbackSettings OFF = new CallbackSettings(List.of(), false, null, null);

    /**
     * A secret that was replaced.
     *
     * @param until when it is used no more, in whole milliseconds
     */
    public record Previous(WebhookSecret secret, Instant until) {
        public Previous {
            until = until.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /**
     * @throws IllegalArgumentException naming the first bad origin and what was expected, or if there are origins and no
     *     secret
     */
    public CallbackSettings {
        origins = List.copyOf(origins);
        for (String origin : origins) {
            requireUsable(origin, privateAddresses);
        }
        if (secret == null && !(origins.isEmpty() && previous == null)) {
            throw new IllegalArgumentException("callbacks without a secret (expected: one to sign them with)");
        }
    }

    /**
     * Callbacks to those origins and no others, signed with a secret of the caller's own.
     *
     * @throws IllegalArgumentException naming the first bad origin and what was expected
     */
    public static CallbackSettings to(List<String> origins, WebhookSecret secret) {
        return new CallbackSettings(origins, false, secret, null);
    }

    private static void requireUsable(String origin, boolean privateAddresses) {
        boolean usable = OriginPattern.parse(origin)
                .map(OriginPattern::toString)
                .filter(text -> text.startsWith("https://") || (privateAddresses && text.startsWith("http://")))
                .isPresent();
        if (!usable) {
            throw new IllegalArgumentException("callback origin: \"" + origin
                    + "\" (expected an origin such as https://your-app.com or a pattern such as https://*.example.com;"
                    + " no path, no slash at the end; http only where private addresses are allowed)");
        }
    }

    /**
     * These settings with other origins, and with a new secret if there was none.
     *
     * @throws IllegalArgumentException naming the first bad origin and what was expected
     */
    public CallbackSettings with(List<String> allowed, boolean privateOnes) {
        boolean first = secret == null && !allowed.isEmpty();
        return new CallbackSettings(allowed, privateOnes, first ? WebhookSecret.generate() : secret, previous);
    }

    /**
     * These settings with a new secret.
     *
     * @param grace how long callbacks are signed with the former one, too; none if zero
     */
    public CallbackSettings rotated(Instant now, Duration grace) {
        Previous former = secret == null || grace.isZero() ? null : new Previous(secret, now.plus(grace));
        return new CallbackSettings(origins, privateAddresses, WebhookSecret.generate(), former);
    }

    /** What a callback is signed with at a time, the newest first. */
    public List<WebhookSecret> secrets(Instant now) {
        List<WebhookSecret> all = new ArrayList<>(2);
        if (secret != null) {
            all.add(secret);
        }
        if (previous != null && now.isBefore(previous.until())) {
            all.add(previous.secret());
        }
        return all;
    }
}
