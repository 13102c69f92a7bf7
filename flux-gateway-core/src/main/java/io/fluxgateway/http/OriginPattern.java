package io.fluxgateway.http;

import java.util.Locale;
import java.util.Optional;

/**
 * One configured origin (RFC 6454 section 6.1): exact, {@code https://*.example.com} for one label or more in place of
 * the star, or {@code *} for any. Immutable.
 */
public final class OriginPattern {
    private static final String ANY = "*";

    private final String text;
    private final boolean wildcard;
    private final String beforeStar;
    private final String afterStar;

    private OriginPattern(String text) {
        int star = text.indexOf('*');
        this.text = text;
        this.wildcard = star >= 0;
        this.beforeStar = wildcard ? text.substring(0, star) : "";
        this.afterStar = wildcard ? text.substring(star + 1) : "";
    }

    /** The pattern that a text is, in any case; empty if it is none. */
    public static Optional<OriginPattern> parse(String value) {
        String text = value.toLowerCase(Locale.ROOT);
        return text.equals(ANY) || isOrigin(text)
                ? Optional.of(new OriginPattern(withoutDefaultPort(text)))
                : Optional.empty();
    }

    private static String withoutDefaultPort(String text) {
        boolean usual = (text.startsWith("https://") && text.endsWith(":443"))
                || (text.startsWith("http://") && text.endsWith(":80"));
        return usual ? text.substring(0, text.lastIndexOf(':')) : text;
    }

    private static boolean isOrigin(String text) {
        int schemeEnd = text.indexOf("://");
        if (schemeEnd <= 0 || !isScheme(text.substring(0, schemeEnd))) {
            return false;
        }
        String authority = text.substring(schemeEnd + 3);
        boolean bracketed = authority.startsWith("[");
        int portColon = authority.indexOf(':', bracketed ? Math.max(0, authority.indexOf(']')) : 0);
        String host = portColon < 0 ? authority : authority.substring(0, portColon);
        if (portColon >= 0 && !isPort(authority.substring(portColon + 1))) {
            return false;
        }
        return bracketed
                ? host.endsWith("]")
                        && host.length() > 2
                        && host.substring(1, host.length() - 1).matches("[0-9a-f:.]+")
                : areLabels(host.startsWith("*.") ? host.substring(2) : host);
    }

    /** Whether it is {@code *}. */
    public boolean isAny() {
        return text.equals(ANY);
    }

    /**
     * Whether an origin is meant by this pattern.
     *
     * @param origin as in an {@code Origin} field: in lower case, without the port if that is the scheme's own
     */
    public boolean matches(String origin) {
        if (isAny() || !wildcard) {
            return isAny() || text.equals(origin);
        }
        int starLength = origin.length() - beforeStar.length() - afterStar.length();
        return starLength > 0
                && origin.startsWith(beforeStar)
                && origin.endsWith(afterStar)
                && areLabels(origin.substring(beforeStar.length(), beforeStar.length() + starLength));
    }

    private static boolean isScheme(String scheme) {
        return Character.isLetter(scheme.charAt(0))
                && scheme.chars().allMatch(c -> (isLabelCharacter(c) && c != '_') || c == '+' || c == '.');
    }

    private static boolean isPort(String port) {
        if (port.length() > 5 || !Octets.isNumber(port)) {
            return false;
        }
        int number = Integer.parseInt(port);
        return number >= 1 && number <= 65535;
    }

    private static boolean areLabels(String host) {
        if (host.isEmpty() || host.startsWith(".") || host.endsWith(".") || host.contains("..")) {
            return false;
        }
        return host.chars().allMatch(c -> isLabelCharacter(c) || c == '.');
    }

    private static boolean isLabelCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    @Override
    public String toString() {
        return text;
    }
}
