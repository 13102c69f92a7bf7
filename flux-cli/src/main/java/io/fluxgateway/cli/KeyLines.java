package io.fluxgateway.cli;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.cli.project.Columns;
import io.fluxgateway.exchange.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** API keys as the user sees them. */
final class KeyLines {
    private static final int MOST_NAMES = 20;

    private KeyLines() {}

    /**
     * A line for each key.
     *
     * @param used when they were used last, by ID
     */
    static List<String> of(List<ApiKey> keys, Map<String, Instant> used, Instant now) {
        Columns columns = new Columns("   ");
        for (ApiKey key : keys) {
            Instant lastUse = used.get(key.id());
            columns.row(
                    "  " + key.name(),
                    key.preview() + "...",
                    "created " + Age.of(Duration.between(key.createdAt(), now)),
                    lastUse == null ? "never used" : "used " + Age.of(Duration.between(lastUse, now)),
                    String.join(", ", remarks(key, now)));
        }
        return columns.lines();
    }

    private static List<String> remarks(ApiKey key, Instant now) {
        List<String> remarks = new ArrayList<>();
        Instant end = key.expiresAt();
        if (key.isReplaced()) {
            remarks.add("replaced");
        }
        if (end != null) {
            boolean over = key.isExpired(now.toEpochMilli());
            remarks.add(over ? "expired " + Age.of(Duration.between(end, now)) : "expires " + Age.until(now, end));
        }
        if (!key.scopes().isEmpty()) {
            remarks.add("for " + String.join(" ", key.scopes()));
        }
        Quota quota = key.quota();
        if (quota != null) {
            remarks.add("limit " + limit(quota));
        }
        return remarks;
    }

    /** What a new key may do, in sentences with a space before each; empty if it may do everything for good. */
    static String terms(KeyTerms terms) {
        StringBuilder text = new StringBuilder();
        Instant end = terms.expiresAt();
        if (end != null) {
            text.append(" It expires at ")
                    .append(end.truncatedTo(ChronoUnit.SECONDS))
                    .append('.');
        }
        if (!terms.scopes().isEmpty()) {
            text.append(" It is for ").append(String.join(", ", terms.scopes())).append(" only.");
        }
        Quota quota = terms.quota();
        if (quota != null) {
            text.append(" Its limit is ").append(limit(quota)).append('.');
        }
        return text.toString();
    }

    private static String limit(Quota quota) {
        return quota.perMinute() + "/min with bursts of " + quota.burst();
    }

    /** What to tell of a name that no key has. */
    static CommandFailedException unknown(String name, List<ApiKey> keys) {
        return new CommandFailedException("no API key named \"" + name + "\" (" + known(keys) + ")");
    }

    private static String known(List<ApiKey> keys) {
        List<String> names = keys.stream().map(ApiKey::name).distinct().toList();
        if (names.isEmpty()) {
            return "there are none";
        }
        String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return "there " + (names.size() == 1 ? "is" : "are") + " " + some + (names.size() > MOST_NAMES ? ", ..." : "");
    }
}
