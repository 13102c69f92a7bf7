package io.fluxgateway.undertow.tls;

import java.util.List;
import javax.net.ssl.SSLContext;

/** What is spoken with clients: TLS 1.2 and 1.3, with forward secrecy and authenticated encryption only (RFC 9325). */
public final class Protocols {
    /** Versions, the better one first. */
    public static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private Protocols() {}

    /** The cipher suites that a context has of those, the better one first. */
    public static List<String> suites(SSLContext context) {
        List<String> there = List.of(context.getSupportedSSLParameters().getCipherSuites());
        return SUITES.stream().filter(there::contains).toList();
    }
}
