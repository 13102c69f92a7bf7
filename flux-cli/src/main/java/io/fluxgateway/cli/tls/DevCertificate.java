package io.fluxgateway.cli.tls;

import io.fluxgateway.undertow.tls.ServerCertificate;
import io.fluxgateway.undertow.tls.TlsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A user's own certificate authority for development, and the certificate of servers on this machine that it signs. Made
 * when it is first needed, by one process at a time; renewed before it ends. The keys are for the user alone. Thread-safe.
 */
public final class DevCertificate {
    private static final int AUTHORITY_DAYS = 3650;
    /** Browsers take none that is valid for much longer than a year. */
    private static final int SERVER_DAYS = 397;

    private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);
    private static final Object ONE_OF_THIS_PROCESS = new Object();

    private final Path folder;
    private final Clock clock;
    private final String owner;

    /**
     * That of a user.
     *
     * @param userFolder where it is, or will be, in {@code tls}
     */
    public DevCertificate(Path userFolder, Clock clock) {
        this.folder = userFolder.resolve("tls");
        this.clock = clock;
        this.owner = ("Flux development of " + System.getProperty("user.name", "somebody"))
                .replaceAll("[^\\p{L}\\p{N} ._-]", "_");
    }

    /** What clients are to trust, as PEM. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** When the server's certificate ends; null if there is none. */
    public @Nullable Instant end() throws CertificateException {
        KeyStore store = store();
        X509Certificate certificate = store == null ? null : certificate(store, Keytool.SERVER);
        return certificate == null ? null : certificate.getNotAfter().toInstant();
    }

    /**
     * The certificate, made or renewed if need be.
     *
     * @throws CertificateException if it cannot be made, or its folder not be used
     */
    public ServerCertificate get() throws CertificateException {
        Path chain = folder.resolve("server.pem");
        Path key = folder.resolve("server-key.pem");
        try {
            if (isGood() && Files.exists(chain) && Files.exists(key) && Files.exists(authority())) {
                try {
                    return ServerCertificate.of(chain, key);
                } catch (TlsException e) {
                    // half of a new pair: whoever writes it has the lock
                }
            }
            make(chain, key);
            return ServerCertificate.of(chain, key);
        } catch (TlsException e) {
            throw new CertificateException(e.getMessage() + " (delete " + folder + " to have another one made)", e);
        } catch (IOException e) {
            throw new CertificateException(
                    "cannot keep the development certificate in " + folder + ": " + reason(e) + " (see FLUX_HOME)", e);
        }
    }

    private static String reason(IOException e) {
        return e.getClass()
                        .getSimpleName()
                        .replace("Exception", "")
                        .replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2")
                        .toLowerCase(Locale.ROOT)
                + " " + e.getMessage();
    }

    private boolean isGood() throws CertificateException {
        Instant end = end();
        return end != null && end.isAfter(clock.instant().plus(RENEW_BEFORE_END));
    }

    private void make(Path chain, Path key) throws IOException, CertificateException {
        makePrivate(folder);
        synchronized (ONE_OF_THIS_PROCESS) { // the system's lock is that of the process
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("the lock was lost");
                }
                if (!isGood()) {
                    makeStore();
                }
                KeyStore made = store();
                if (made == null) {
                    throw new CertificateException("keytool made no certificate");
                }
                write(chain, pem(certificate(made, Keytool.SERVER)), true);
                write(key, pem(key(made)), true);
                write(authority(), pem(certificate(made, Keytool.AUTHORITY)), false);
            }
        }
    }

    /** The authority stays as long as it can: it is the one that was trusted. */
    private void makeStore() throws IOException, CertificateException {
        Path next = Files.createTempDirectory(folder, "next").resolve("ca.p12");
        try {
            KeyStore before = store();
            X509Certificate authority = before == null ? null : certificate(before, Keytool.AUTHORITY);
            Instant needed = clock.instant().plus(Duration.ofDays(SERVER_DAYS));
            if (authority != null && authority.getNotAfter().toInstant().isAfter(needed)) {
                Files.copy(folder.resolve("ca.p12"), next);
                Keytool.removeServer(next);
            } else {
                Keytool.makeAuthority(next, owner, AUTHORITY_DAYS);
            }
            Keytool.makeServer(next, SERVER_DAYS);
            permit(next, "rw-------");
            Files.move(
                    next,
                    folder.resolve("ca.p12"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
            Files.deleteIfExists(next.getParent());
        }
    }

    private static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        permit(folder, "rwx------");
    }

    private static void permit(Path file, String permissions) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    private void write(Path file, String text, boolean secret) throws IOException {
        Path next = Files.createTempFile(folder, "next", ".pem"); // for its owner alone
        try {
            Files.writeString(next, text, StandardCharsets.US_ASCII);
            permit(next, secret ? "rw-------" : "rw-r--r--");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private @Nullable KeyStore store() throws CertificateException {
        Path file = folder.resolve("ca.p12");
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, Keytool.PASSWORD.toCharArray());
            return store;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | GeneralSecurityException e) {
            throw new CertificateException(
                    file + ": not understood: " + e.getMessage() + " (delete " + folder + " to have another one made)",
                    e);
        }
    }

    private static @Nullable X509Certificate certificate(KeyStore store, String alias) throws CertificateException {
        try {
            return (X509Certificate) store.getCertificate(alias);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the store of the development certificate is not understood", e);
        }
    }

    private static String pem(@Nullable X509Certificate certificate) throws CertificateException {
        try {
            if (certificate == null) {
                throw new CertificateException("keytool made no certificate");
            }
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the development certificate cannot be written", e);
        }
    }

    private static String pem(Key key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static Key key(KeyStore store) throws CertificateException {
        try {
            Key key = store.getKey(Keytool.SERVER, Keytool.PASSWORD.toCharArray());
            if (key == null) {
                throw new CertificateException("keytool made no key");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the key of the development certificate cannot be read", e);
        }
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
