package io.fluxgateway.undertow.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's certificate chain and private key, in two PEM files. While a server runs with it the files are looked at, and
 * a changed pair is used for the handshakes that follow; connections go on. A pair that cannot be used, half of it
 * written perhaps, leaves the old one in place, and the reason is told once. Thread-safe.
 */
public final class ServerCertificate {
    /** How often the files are looked at, unless {@link #checkEvery} says otherwise. */
    public static final Duration DEFAULT_CHECK = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
    private static final Duration WARN_BEFORE_END = Duration.ofDays(14);
    private static final Duration REPEAT_WARNING = Duration.ofDays(1);
    private static final long MAX_FILE_BYTES = 1 << 20;

    private final Path chainFile;
    private final Path keyFile;
    private final SwappedKeys keys;
    private final SSLContext context;
    private Duration interval = DEFAULT_CHECK;
    private Consumer<String> notices = LOG::warn;
    private Clock clock = Clock.systemUTC();
    private String seenChain;
    private String seenKey;
    private @Nullable String complaint;
    private Instant nextWarning = Instant.MIN;

    private ServerCertificate(Path chainFile, Path keyFile) throws TlsException {
        this.chainFile = chainFile;
        this.keyFile = keyFile;
        seenChain = text(chainFile);
        seenKey = text(keyFile);
        keys = new SwappedKeys(read());
        context = contextOf(keys);
    }

    /**
     * Reads a certificate.
     *
     * @param chain file with the server's certificate and then each issuer's but the root's
     * @param key   file with the private key, not encrypted: PKCS#8, PKCS#1 or SEC 1
     * @throws TlsException if they cannot be used, with one line that names the file
     */
    public static ServerCertificate of(Path chain, Path key) throws TlsException {
        return new ServerCertificate(chain, key);
    }

    /** How often the files are looked at, for servers that start later. Default: 5 s. */
    public ServerCertificate checkEvery(Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("checkEvery: " + time + " (expected: more than zero)");
        }
        this.interval = time;
        return this;
    }

    /** Receives a line when the certificate was swapped, could not be, or is about to end. Default: the log, as warnings. */
    public ServerCertificate notices(Consumer<String> lines) {
        this.notices = lines;
        return this;
    }

    ServerCertificate clock(Clock source) {
        this.clock = source;
        return this;
    }

    /** What makes the engines of connections. */
    public SSLContext context() {
        return context;
    }

    /** Looks at the files from now on, on a thread of its own, until that is closed. */
    public AutoCloseable follow() {
        check();
        Thread thread = new Thread(this::watch, "flux-certificate");
        thread.setDaemon(true);
        thread.start();
        return () -> {
            thread.interrupt();
            thread.join();
        };
    }

    @SuppressWarnings("BusyWait") // polls: a mounted secret changes by a link far away, which no file watch tells of
    private void watch() {
        try {
            while (true) {
                Thread.sleep(interval.toMillis());
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server has stopped
        }
    }

    /** Takes what is in the files, if it changed and can be used. */
    synchronized void check() {
        try {
            String chain = text(chainFile);
            String key = text(keyFile);
            if (!chain.equals(seenChain) || !key.equals(seenKey)) {
                seenChain = chain;
                seenKey = key;
                keys.swap(read());
                complaint = null;
                nextWarning = Instant.MIN;
                notices.accept("the certificate of " + chainFile + " is in use now, until "
                        + keys.current().notAfter());
            }
        } catch (TlsException e) {
            if (!Objects.equals(complaint, e.getMessage())) {
                complaint = e.getMessage();
                notices.accept("the certificate was not changed: " + e.getMessage());
            }
        }
        warnOfTime();
    }

    private void warnOfTime() {
        Instant now = clock.instant();
        if (now.isBefore(nextWarning)) {
            return;
        }
        Instant end = keys.current().notAfter();
        if (now.isAfter(end)) {
            notices.accept("the certificate of " + chainFile + " ended at " + end + " (clients refuse it)");
        } else if (now.plus(WARN_BEFORE_END).isAfter(end)) {
            notices.accept("the certificate of " + chainFile + " ends at " + end);
        } else if (now.isBefore(keys.current().notBefore())) {
            notices.accept("the certificate of " + chainFile + " begins at "
                    + keys.current().notBefore() + " (clients refuse it before)");
        } else {
            return;
        }
        nextWarning = now.plus(REPEAT_WARNING);
    }

    private CertifiedKey read() throws TlsException {
        return CertifiedKey.of(seenChain, chainFile.toString(), seenKey, keyFile.toString());
    }

    private static String text(Path file) throws TlsException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new TlsException(file + ": too large (expected: a PEM file of at most 1 MiB)");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new TlsException(file + ": no such file", e);
        } catch (IOException e) {
            throw new TlsException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static SSLContext contextOf(SwappedKeys keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // No client has to show a certificate: an empty list spares reading the JDK's file of authorities.
            context.init(new KeyManager[] {keys}, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }
}
