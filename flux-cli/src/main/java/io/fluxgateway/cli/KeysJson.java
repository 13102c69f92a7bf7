package io.fluxgateway.cli;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.exchange.Quota;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** API keys for programs: one JSON array. Times are ISO 8601 in UTC; what a key has not is null. */
final class KeysJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private KeysJson() {}

    /**
     * @param used when they were used last, by ID
     */
    static String of(List<ApiKey> keys, Map<String, Instant> used, Instant now) {
        return JSON.writeValueAsString(
                keys.stream().map(key -> map(key, used.get(key.id()), now)).toList());
    }

    private static Map<String, @Nullable Object> map(ApiKey key, @Nullable Instant lastUsed, Instant now) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("name", key.name());
        all.put("preview", key.preview());
        all.put("state", state(key, now));
        all.put("created", key.createdAt().toString());
        all.put("expires", text(key.expiresAt()));
        all.put("replaced", text(key.replacedAt()));
        all.put("lastUsed", text(lastUsed));
        all.put("scopes", key.scopes().isEmpty() ? null : List.copyOf(key.scopes()));
        Quota quota = key.quota();
        all.put("limit", quota == null ? null : limit(quota));
        return all;
    }

    private static Map<String, Object> limit(Quota quota) {
        Map<String, Object> limit = new LinkedHashMap<>();
        limit.put("perMinute", quota.perMinute());
        limit.put("burst", quota.burst());
        return limit;
    }

    private static String state(ApiKey key, Instant now) {
        if (key.isExpired(now.toEpochMilli())) {
            return "expired";
        }
        return key.isReplaced() ? "replaced" : "active";
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
