package io.fluxgateway.invocation;

import io.fluxgateway.function.HostPort;
import java.net.URI;
import java.util.Locale;

/**
 * The parts of a callback's URL.
 *
 * @param host an IPv6 address without its brackets
 */
record CallbackUrl(boolean isTls, String host, int port, String authority, String target) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * @throws IllegalArgumentException without a message of use
     */
    static CallbackUrl of(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String authority = url.getRawAuthority();
        boolean tls = scheme.equals("https");
        if (!(tls || scheme.equals("http")) || authority == null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(url.toString());
        }
        if (!url.toString().chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException(url.toString()); // java.net.URI takes other letters, too
        }
        HostPort server = HostPort.parse(authority.toLowerCase(Locale.ROOT));
        int usual = tls ? HTTPS_PORT : HTTP_PORT;
        String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        boolean named = server.port() >= 0 && server.port() != usual;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new CallbackUrl(
                tls,
                server.host(),
                server.port() < 0 ? usual : server.port(),
                named ? host + ":" + server.port() : host,
                url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
    }

    /** As an {@code Origin} field has it. */
    String origin() {
        return (isTls ? "https://" : "http://") + authority;
    }
}
