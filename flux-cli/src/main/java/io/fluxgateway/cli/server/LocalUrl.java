package io.fluxgateway.cli.server;

import java.net.URI;
import java.util.Set;

/** Where to call a server from this machine. */
public final class LocalUrl {
    /** Those that a browser on this machine reaches by the name that every machine has. */
    private static final Set<String> LOCAL = Set.of("127.0.0.1", "::1", "localhost", "0.0.0.0", "::");

    private LocalUrl() {}

    /** Without a slash at the end. */
    public static URI of(String scheme, String host, int port) {
        if (LOCAL.contains(host)) {
            return URI.create(scheme + "://localhost:" + port);
        }
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
