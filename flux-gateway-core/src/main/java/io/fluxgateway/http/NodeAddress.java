package io.fluxgateway.http;

import org.jspecify.annotations.Nullable;

/**
 * Reads a node of {@code Forwarded} (RFC 7239 section 6) or an entry of {@code X-Forwarded-For}: an address with or without a port,
 * in brackets if it is IPv6 with a port.
 */
public final class NodeAddress {
    private NodeAddress() {}

    /** The address; null if it is not told ({@code unknown}, an obfuscated {@code _name}) or is none. */
    public static @Nullable IpAddress parse(@Nullable String node) {
        if (node == null || node.isEmpty()) {
            return null;
        }
        if (node.charAt(0) == '[') {
            int end = node.indexOf(']');
            boolean whole = end > 0 && (end == node.length() - 1 || isPort(node, end + 1));
            IpAddress address = whole ? IpAddress.parse(node.substring(1, end)) : null;
            return node.indexOf(':') < end ? address : null;
        }
        int colon = node.indexOf(':');
        boolean isV4WithPort = colon > 0 && node.indexOf(':', colon + 1) < 0;
        if (isV4WithPort) {
            return isPort(node, colon) ? IpAddress.parse(node.substring(0, colon)) : null;
        }
        return IpAddress.parse(node);
    }

    /** From a colon on: digits, or a name that stands for them. */
    private static boolean isPort(String node, int colon) {
        if (node.charAt(colon) != ':' || colon == node.length() - 1) {
            return false;
        }
        boolean obfuscated = node.charAt(colon + 1) == '_';
        for (int i = colon + 1; i < node.length(); i++) {
            char c = node.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean ofName = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
            if (!digit && !(obfuscated && ofName)) {
                return false;
            }
        }
        return obfuscated || node.length() - colon - 1 <= 5;
    }
}
