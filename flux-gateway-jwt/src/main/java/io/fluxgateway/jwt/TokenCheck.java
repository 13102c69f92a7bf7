package io.fluxgateway.jwt;

import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.auth.TokenVerdict;
import io.fluxgateway.exchange.TokenSubject;
import io.fluxgateway.project.JwtSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether what a token claims is what a project asks for (RFC 7519 section 4.1). Thread-safe. */
final class TokenCheck {
    /** Names of functions that the token is for, if there is such a claim. */
    static final String FUNCTIONS = "flux_functions";

    /** The end of the year 9999 in seconds: beyond it, arithmetic goes wrong sooner than time ends. */
    private static final long LATEST = 253_402_300_799L;

    private static final int MILLIS = 1_000;

    private final JwtSettings settings;
    private final long skewMillis;

    TokenCheck(JwtSettings settings, Duration skew) {
        this.settings = settings;
        this.skewMillis = skew.toMillis();
    }

    /**
     * What holds if the signature does.
     *
     * @param endsAt in milliseconds since 1970: the token is not valid from then on, skew included
     */
    record Claimed(TokenVerdict.Valid verdict, long endsAt) {}

    Set<String> algorithms() {
        return settings.algorithms();
    }

    /**
     * Checks claims.
     *
     * @throws InvalidTokenException saying which of them is not as it should be
     */
    Claimed check(JsonNode claims, long now) throws InvalidTokenException {
        require(isText(claims.get("iss"), settings.issuer()), "of another issuer");
        require(isFor(claims.get("aud"), settings.audience()), "for another audience");
        Long end = time(claims, "exp");
        require(end != null, "does not expire");
        long endsAt = (end == null ? 0 : end) + skewMillis;
        require(now < endsAt, "expired");
        Long start = time(claims, "nbf");
        require(start == null || now >= start - skewMillis, "not valid yet");
        JsonNode subject = claims.get("sub");
        require(subject != null && subject.isString(), "without a subject");
        try {
            String name = subject == null ? "" : subject.stringValue();
            TokenSubject whom = new TokenSubject(settings.issuer(), name, chosen(claims));
            return new Claimed(new TokenVerdict.Valid(whom, functions(claims.get(FUNCTIONS))), endsAt);
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> chosen(JsonNode claims) {
        Map<String, String> chosen = new LinkedHashMap<>();
        for (String name : settings.claims()) {
            JsonNode value = claims.get(name);
            if (value != null && !value.isNull()) {
                chosen.put(name, value.isString() ? value.stringValue() : StrictJson.write(value));
            }
        }
        return chosen;
    }

    private static Set<String> functions(@Nullable JsonNode claim) throws InvalidTokenException {
        if (claim == null) {
            return Set.of();
        }
        require(
                claim.isArray() && !claim.isEmpty() && claim.size() <= KeyTerms.MAX_SCOPES,
                FUNCTIONS + " is not an array of names");
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode name : claim) {
            require(name.isString(), FUNCTIONS + " is not an array of names");
            names.add(name.stringValue());
        }
        return names;
    }

    private static boolean isText(@Nullable JsonNode claim, String expected) {
        return claim != null && claim.isString() && claim.stringValue().equals(expected);
    }

    private static boolean isFor(@Nullable JsonNode audience, String expected) {
        if (audience == null || !audience.isArray()) {
            return isText(audience, expected);
        }
        for (JsonNode one : audience) {
            if (isText(one, expected)) {
                return true;
            }
        }
        return false;
    }

    /** In milliseconds; null if it is not there. */
    private static @Nullable Long time(JsonNode claims, String name) throws InvalidTokenException {
        JsonNode claim = claims.get(name);
        if (claim == null) {
            return null;
        }
        double seconds = claim.isNumber() ? claim.doubleValue() : Double.NaN;
        require(seconds >= 0 && seconds <= LATEST, name + " is not a time");
        return (long) (seconds * MILLIS);
    }

    private static void require(boolean holds, String otherwise) throws InvalidTokenException {
        if (!holds) {
            throw new InvalidTokenException(otherwise);
        }
    }
}
