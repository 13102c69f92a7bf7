package io.fluxgateway.undertow.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key manager of a server with one certificate, which can be swapped: handshakes that begin later use the new one,
 * and those under way finish with what they chose. Thread-safe.
 */
final class SwappedKeys extends X509ExtendedKeyManager {
    /** A certificate and the name that handshakes call it by. */
    private record Named(String alias, CertifiedKey certified) {}

    private volatile Named current;
    private volatile Named previous;
    private int count;

    SwappedKeys(CertifiedKey first) {
        current = new Named("0", first);
        previous = current;
    }

    CertifiedKey current() {
        return current.certified();
    }

    synchronized void swap(CertifiedKey next) {
        count++;
        previous = current;
        current = new Named(Integer.toString(count), next);
    }

    private @Nullable CertifiedKey named(String alias) {
        Named now = current;
        if (now.alias().equals(alias)) {
            return now.certified();
        }
        Named before = previous;
        return before.alias().equals(alias) ? before.certified() : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        Named now = current;
        return now.certified().key().getAlgorithm().equalsIgnoreCase(keyType) ? now.alias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        Named now = current;
        return now.certified().key().getAlgorithm().equalsIgnoreCase(keyType) ? now.alias() : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        CertifiedKey certified = named(alias);
        return certified == null ? null : certified.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        CertifiedKey certified = named(alias);
        return certified == null ? null : certified.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {current.alias()};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
