package io.fluxgateway.exchange;

import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, as far as it can be believed.
 *
 * @param address the client's, or null
 * @param scheme  {@code http} or {@code https}, of the client's request
 * @param host    the {@code Host} that the client asked for, or null
 * @param refusal why this cannot be said; null if it can
 */
record ClientOrigin(
        @Nullable String address,
        String scheme,
        @Nullable String host,
        @Nullable Problem refusal) {
    static final Problem AMBIGUOUS = Problem.of(
            Status.BAD_REQUEST,
            "forwarded_ambiguous",
            "Ambiguous origin",
            "The request says in two ways where it comes from, and they differ: Forwarded and X-Forwarded-For. The proxy in"
                    + " front of this server must remove those fields that it does not set itself.");
    static final Problem INVALID = Problem.of(
            Status.BAD_REQUEST,
            "forwarded_invalid",
            "Invalid origin",
            "The field Forwarded is not as RFC 7239 says, or has more than 100 entries. The proxy in front of this server must"
                    + " set it anew or remove it.");

    private static final int LONGEST_HOST = 255;
    private static final String OF_HOST = "-._~!$&'()*+;=:[]%";

    ClientOrigin refused(Problem why) {
        return new ClientOrigin(address, scheme, host, why);
    }

    /** Gives each field that functions are sent. Names are in lower case. */
    void eachField(BiConsumer<String, String> consumer) {
        if (address != null) {
            consumer.accept(HeaderNames.X_FORWARDED_FOR, address);
        }
        consumer.accept(HeaderNames.X_FORWARDED_PROTO, scheme);
        if (host != null) {
            consumer.accept(HeaderNames.X_FORWARDED_HOST, host);
        }
    }

    /** A scheme as a proxy tells it; null if that is none of ours. */
    static @Nullable String scheme(@Nullable String told) {
        return "https".equalsIgnoreCase(told) ? "https" : "http".equalsIgnoreCase(told) ? "http" : null;
    }

    /** A host as a proxy tells it; null if that cannot be one. */
    static @Nullable String host(@Nullable String told) {
        return told != null && isHost(told) ? told : null;
    }

    /** Whether all characters are those of a host with or without a port (RFC 3986 section 3.2.2). */
    private static boolean isHost(String text) {
        if (text.isEmpty() || text.length() > LONGEST_HOST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && OF_HOST.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
