package io.fluxgateway.function;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A host with or without a port: {@code example.com}, {@code 127.0.0.1:9000}, {@code [::1]:80}.
 *
 * @param host a name or an address, an IPv6 address without its brackets
 * @param port 1 to 65535, or -1 if none is given
 */
public record HostPort(String host, int port) {
    private static final int MAX_NAME_LENGTH = 253;
    // Underscores are no host name by RFC 1123, but container networks are full of them.
    private static final Pattern NAME = Pattern.compile(
            "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
    private static final Pattern NUMBERS = Pattern.compile("(.*\\.)?[0-9]+");
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.|$)){4}(?<!\\.)");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    /**
     * Reads a host and port.
     *
     * @throws IllegalArgumentException without a message of use
     */
    public static HostPort parse(String text) {
        int hostEnd = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (hostEnd < 0) {
            hostEnd = text.length();
        }
        String host = text.substring(0, hostEnd);
        boolean bracketed = host.startsWith("[");
        if (bracketed ? !isIpv6(host) : !isName(host)) {
            throw new IllegalArgumentException(text);
        }
        String name = bracketed ? host.substring(1, host.length() - 1) : host;
        return new HostPort(name, hostEnd == text.length() ? -1 : port(text.substring(hostEnd)));
    }

    private static int port(String colonAndPort) {
        String digits = colonAndPort.substring(1);
        if (colonAndPort.charAt(0) != ':' || !PORT.matcher(digits).matches()) {
            throw new IllegalArgumentException(colonAndPort);
        }
        int port = Integer.parseInt(digits);
        if (port > 65535) {
            throw new IllegalArgumentException(colonAndPort);
        }
        return port;
    }

    private static boolean isName(String host) {
        // What ends in a number is an address or nothing (RFC 3986 section 3.2.2): 10.0.0.256 must not become a name.
        return host.length() <= MAX_NAME_LENGTH
                && NAME.matcher(host).matches()
                && (!NUMBERS.matcher(host).matches() || IPV4.matcher(host).matches());
    }

    private static boolean isIpv6(String bracketed) {
        if (!IPV6.matcher(bracketed.substring(1, bracketed.length() - 1)).matches()) {
            return false;
        }
        try {
            return InetAddress.getByName(bracketed) != null; // an address in brackets is never looked up
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
