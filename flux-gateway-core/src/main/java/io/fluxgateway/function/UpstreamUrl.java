package io.fluxgateway.function;

import io.fluxgateway.http.ProblemException;
import io.fluxgateway.http.RequestPath;
import java.net.URI;
import java.util.Locale;

/**
 * The parts of an {@code http} function's URL.
 *
 * @param scheme   {@code http} or {@code https}
 * @param host     an IPv6 address without its brackets
 * @param basePath empty, or starting with {@code /} and not ending with one
 */
record UpstreamUrl(String scheme, String host, int port, String basePath) {

    /**
     * Takes a URL apart. {@link URI#getHost} is of no use here: it is null for {@code http://my_service:8080}.
     *
     * @throws IllegalArgumentException without a message of use
     */
    static UpstreamUrl of(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String authority = url.getRawAuthority();
        boolean web = scheme.equals("http") || scheme.equals("https");
        if (!web || authority == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(url.toString());
        }
        HostPort server = HostPort.parse(authority);
        int defaultPort = scheme.equals("https") ? 443 : 80;
        return new UpstreamUrl(
                scheme, server.host(), server.port() < 0 ? defaultPort : server.port(), basePath(url.getRawPath()));
    }

    private static String basePath(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return "";
        }
        try {
            var unused = RequestPath.parse(path);
        } catch (ProblemException e) {
            throw new IllegalArgumentException(path, e);
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
