package io.fluxgateway.undertow.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.testkit.ManualClock;
import io.fluxgateway.testkit.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificateTest {
    @TempDir
    static Path made;

    private static TestCertificate first;
    private static TestCertificate second;

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();
    private Path chain;
    private Path key;

    @BeforeAll
    static void make() throws Exception {
        first = TestCertificate.forNames(made, "dns:localhost");
        second = TestCertificate.forNames(made, "dns:other.test");
    }

    @BeforeEach
    void write() throws Exception {
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
        Files.writeString(chain, first.chain());
        Files.writeString(key, first.key());
    }

    private ServerCertificate certificate() throws TlsException {
        return ServerCertificate.of(chain, key).notices(notices::add);
    }

    @Test
    void aPairThatDoesNotFitIsRefused() throws Exception {
        Files.writeString(key, second.key());
        assertThatThrownBy(() -> ServerCertificate.of(chain, key))
                .isInstanceOf(TlsException.class)
                .hasMessage(key + ": the private key is not that of the first certificate of " + chain + " (CN=test)");
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws Exception {
        Path nothing = folder.resolve("nothing.pem");
        assertThatThrownBy(() -> ServerCertificate.of(nothing, key)).hasMessage(nothing + ": no such file");
        Files.writeString(nothing, "nothing");
        assertThatThrownBy(() -> ServerCertificate.of(nothing, key))
                .hasMessage(nothing + ": no certificate (expected: at least one, as PEM)");
        Files.writeString(nothing, TestCertificate.pem("CERTIFICATE", new byte[] {1, 2, 3}));
        assertThatThrownBy(() -> ServerCertificate.of(nothing, key))
                .hasMessage(nothing + ": certificate 1 is not understood");
        assertThatThrownBy(() -> ServerCertificate.of(folder, key)).hasMessageStartingWith(folder + ": cannot be read");
    }

    @Test
    void aChangeIsTakenOnceItIsWhole() throws Exception {
        ServerCertificate certificate = certificate();
        certificate.check();
        assertThat(notices).isEmpty();

        Files.writeString(chain, second.chain().substring(0, 200));
        certificate.check();
        certificate.check();
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("the certificate was not changed: " + chain + ":1: the CERTIFICATE has no end");

        Files.writeString(chain, second.chain());
        certificate.check();
        assertThat(notices.get(1)).startsWith("the certificate was not changed: " + key + ": the private key is not");

        Files.writeString(key, second.key());
        certificate.check();
        assertThat(notices.get(2)).startsWith("the certificate of " + chain + " is in use now, until ");

        Files.delete(key);
        certificate.check();
        assertThat(notices.get(3)).isEqualTo("the certificate was not changed: " + key + ": no such file");
        assertThat(notices).hasSize(4);
    }

    @Test
    void anEndThatIsNearIsSaidOnceADay() throws Exception {
        ManualClock clock = new ManualClock(Instant.now());
        ServerCertificate certificate = certificate().clock(clock);
        certificate.check();
        assertThat(notices).isEmpty();
        clock.advance(Duration.ofDays(80)); // of 90
        certificate.check();
        certificate.check();
        assertThat(notices).singleElement().asString().startsWith("the certificate of " + chain + " ends at ");
        clock.advance(Duration.ofDays(11));
        certificate.check();
        assertThat(notices.get(1)).startsWith("the certificate of " + chain + " ended at ");
    }
}
