package io.fluxgateway.cors;

import java.util.Locale;

/**
 * One configured origin (RFC 6454 section 6.1): exact, {@code https://*.example.com} for one label or more in place of
 * the star, or {@code *} for any.
 */
final class OriginPattern {
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

    /**
     * @throws IllegalArgumentException naming the value and what was expected
     */
    static OriginPattern parse(String value) {
        String text = value.toLowerCase(Locale.ROOT);
        if (text.equals(ANY)) {
            return new OriginPattern(ANY);
        }
        int schemeEnd = text.indexOf("://");
        if (schemeEnd <= 0 || !isScheme(text.substring(0, schemeEnd))) {
            throw bad(value);
        }
        String authority = text.substring(schemeEnd + 3);
        boolean bracketed = authority.startsWith("[");
        int portColon = authority.indexOf(':', bracketed ? Math.max(0, authority.indexOf(']')) : 0);
        String host = portColon < 0 ? authority : authority.substring(0, portColon);
        if (portColon >= 0 && !isPort(authority.substring(portColon + 1))) {
            throw bad(value);
        }
        boolean fine = bracketed
                ? host.endsWith("]")
                        && host.length() > 2
                        && host.substring(1, host.length() - 1).matches("[0-9a-f:.]+")
                : areLabels(host.startsWith("*.") ? host.substring(2) : host);
        if (!fine) {
            throw bad(value);
        }
        return new OriginPattern(text);
    }

    boolean isAny() {
        return text.equals(ANY);
    }

    /** Whether an {@code Origin} field value is meant by this pattern. */
    boolean matches(String origin) {
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
        if (port.isEmpty() || port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
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

    private static IllegalArgumentException bad(String value) {
        return new IllegalArgumentException("CORS origin: \"" + value
                + "\" (expected an origin such as https://your-app.com, a pattern such as https://*.example.com, or *;"
                + " no path, no slash at the end)");
    }

    @Override
    public String toString() {
        return text;
    }
}
