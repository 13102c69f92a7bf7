package io.fluxgateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code Forwarded} (RFC 7239 section 4). Strict: what a proxy could have understood otherwise is not understood. */
public final class ForwardedField {
    private static final int MAX_HOPS = 100;
    private static final String OF_TOKEN = "!#$%&'*+-.^_`|~";

    private final String text;
    private int at;

    private ForwardedField(String text) {
        this.text = text;
    }

    /**
     * What one proxy said, as it said it.
     *
     * @param from  the node that it got the request from ({@code for}); null if it did not say
     * @param proto how the request came to it
     * @param host  the {@code Host} that it got
     */
    public record Hop(
            @Nullable String from,
            @Nullable String proto,
            @Nullable String host) {}

    /**
     * Reads all values of the field, the nearest proxy last.
     *
     * @return null if they are not as the RFC says, or too many
     */
    public static @Nullable List<Hop> parse(List<String> values) {
        List<Hop> hops = new ArrayList<>();
        for (String value : values) {
            if (!new ForwardedField(value).readTo(hops)) {
                return null;
            }
        }
        return hops;
    }

    private boolean readTo(List<Hop> hops) {
        while (true) {
            skipSpace();
            if (at < text.length() && text.charAt(at) != ',') {
                Hop hop = element();
                if (hop == null || hops.size() == MAX_HOPS) {
                    return false;
                }
                hops.add(hop);
            }
            if (at == text.length()) {
                return true;
            }
            at++; // the comma
        }
    }

    /** Up to a comma or the end. */
    private @Nullable Hop element() {
        String from = null;
        String proto = null;
        String host = null;
        List<String> names = new ArrayList<>(4);
        while (at < text.length() && text.charAt(at) != ',') {
            if (text.charAt(at) != ';') {
                String name = token().toLowerCase(Locale.ROOT);
                if (name.isEmpty() || names.contains(name) || at == text.length() || text.charAt(at) != '=') {
                    return null;
                }
                names.add(name);
                at++;
                String value = value();
                if (value == null) {
                    return null;
                }
                switch (name) {
                    case "for" -> from = value;
                    case "proto" -> proto = value;
                    case "host" -> host = value;
                    default -> {}
                }
                skipSpace();
                if (at < text.length() && text.charAt(at) != ';' && text.charAt(at) != ',') {
                    return null;
                }
            }
            if (at < text.length() && text.charAt(at) == ';') {
                at++;
                skipSpace();
            }
        }
        return new Hop(from, proto, host);
    }

    private @Nullable String value() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        String token = token();
        return token.isEmpty() ? null : token;
    }

    private @Nullable String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                if (at == text.length()) {
                    return null;
                }
                c = text.charAt(at++);
            }
            if (c != '\t' && (c < ' ' || c > '~')) {
                return null;
            }
            value.append(c);
        }
        return null;
    }

    private String token() {
        int start = at;
        while (at < text.length() && isOfToken(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private static boolean isOfToken(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || OF_TOKEN.indexOf(c) >= 0;
    }
}
