package io.fluxgateway.exchange;

import io.fluxgateway.http.FieldText;
import io.fluxgateway.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Whom a verified token speaks for, and what of it functions are told: {@code x-flux-subject}, and {@code x-flux-claim-} with
 * the claim's name in lower case, each as {@link FieldText#encode} writes it. Immutable; made once for each token, not for each
 * request.
 */
public final class TokenSubject {
    /** Longest subject, in characters (OpenID Connect Core section 2). */
    public static final int MAX_SUBJECT = 255;

    /** Longest value of a field that functions are sent, in characters. */
    public static final int MAX_VALUE = 2_048;

    private static final String PREFIX = "jwt:";
    private static final int ID_BYTES = 16;

    private final String issuer;
    private final String subject;
    private final Map<String, String> claims;
    private final String id;
    private final List<String> fields = new ArrayList<>();

    /**
     * @param issuer  who issued the token
     * @param subject unique for the issuer; 1 to {@value #MAX_SUBJECT} characters, no control characters
     * @param claims  by name, what functions are told besides; strings as they are, anything else as JSON
     * @throws IllegalArgumentException saying what of it is not valid, without its value
     */
    public TokenSubject(String issuer, String subject, Map<String, String> claims) {
        if (subject.isEmpty() || subject.length() > MAX_SUBJECT) {
            throw new IllegalArgumentException("subject of " + subject.length() + " characters");
        }
        if (subject.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("subject with control characters");
        }
        this.issuer = issuer;
        this.subject = subject;
        this.claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
        this.id = PREFIX + digest(issuer + "\n" + subject);
        field(HeaderNames.FLUX_SUBJECT, subject);
        this.claims.forEach(
                (name, value) -> field(HeaderNames.FLUX_CLAIM_PREFIX + name.toLowerCase(Locale.ROOT), value));
    }

    private void field(String name, String value) {
        String encoded = FieldText.encode(value);
        if (encoded.length() > MAX_VALUE) {
            throw new IllegalArgumentException(name + " of " + encoded.length() + " characters");
        }
        fields.add(name);
        fields.add(encoded);
    }

    public String issuer() {
        return issuer;
    }

    public String subject() {
        return subject;
    }

    /** The chosen claims that the token has, by name; not encoded. */
    public Map<String, String> claims() {
        return claims;
    }

    /** Identifies issuer and subject together, in 36 characters; never the ID of an API key. */
    String id() {
        return id;
    }

    /** Shows the subject where API keys show their names, and is never one of those. */
    String name() {
        return PREFIX + subject;
    }

    /** Gives each field that functions are sent. Names are in lower case. */
    public void eachField(BiConsumer<String, String> consumer) {
        for (int i = 0; i < fields.size(); i += 2) {
            consumer.accept(fields.get(i), fields.get(i + 1));
        }
    }

    private static String digest(String text) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(all, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenSubject that
                && issuer.equals(that.issuer)
                && subject.equals(that.subject)
                && claims.equals(that.claims);
    }

    @Override
    public int hashCode() {
        return Objects.hash(issuer, subject, claims);
    }

    /** Without the claims, which may be personal. */
    @Override
    public String toString() {
        return subject + " of " + issuer;
    }
}
