package io.fluxgateway.jwt;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A token as its maker writes it, good or not. Immutable. */
record Token(Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims) {
    static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    static final String AUDIENCE = "shop";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Valid for ten minutes. */
    static Token of(String issuer) {
        return new Token(Map.of(), Map.of())
                .header("alg", "RS256")
                .header("kid", "rsa-1")
                .header("typ", "JWT")
                .claim("iss", issuer)
                .claim("aud", AUDIENCE)
                .claim("sub", "u_1")
                .claim("exp", NOW.getEpochSecond() + 600);
    }

    Token header(String name, @Nullable Object value) {
        return new Token(with(header, name, value), claims);
    }

    Token claim(String name, @Nullable Object value) {
        return new Token(header, with(claims, name, value));
    }

    Token withoutHeader(String name) {
        return new Token(without(header, name), claims);
    }

    Token without(String claim) {
        return new Token(header, without(claims, claim));
    }

    String signed() {
        return signed(Keys.RSA, "RS256");
    }

    String signed(Keys key, String algorithm) {
        return signed(headerText(), claimsText(), key, algorithm);
    }

    static String signed(String header, String claims, Keys key, String algorithm) {
        String input = base64(header) + "." + base64(claims);
        return input + "." + base64(key.sign(algorithm, input.getBytes(StandardCharsets.US_ASCII)));
    }

    String headerText() {
        return JSON.writeValueAsString(header);
    }

    String claimsText() {
        return JSON.writeValueAsString(claims);
    }

    String unsigned() {
        return base64(headerText()) + "." + base64(claimsText());
    }

    static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Map<String, @Nullable Object> with(
            Map<String, @Nullable Object> all, String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(all);
        more.put(name, value);
        return more;
    }

    private static Map<String, @Nullable Object> without(Map<String, @Nullable Object> all, String name) {
        Map<String, @Nullable Object> fewer = new LinkedHashMap<>(all);
        fewer.remove(name);
        return fewer;
    }
}
