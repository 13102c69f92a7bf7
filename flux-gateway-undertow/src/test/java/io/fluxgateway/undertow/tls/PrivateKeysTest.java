package io.fluxgateway.undertow.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.testkit.TestCertificate;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateKeysTest {
    private static PrivateKey rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair().getPrivate();
    }

    private static PrivateKey ec() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair().getPrivate();
    }

    private static byte[] fields(byte[] sequence) {
        return Objects.requireNonNull(Der.first(Der.SEQUENCE, sequence));
    }

    /** What PKCS#8 wraps. */
    private static byte[] inner(PrivateKey key) {
        return Objects.requireNonNull(Der.first(Der.OCTET_STRING, fields(key.getEncoded())));
    }

    @Test
    void pkcs8IsReadWithWhatIsAroundIt() throws Exception {
        for (PrivateKey key : new PrivateKey[] {rsa(), ec()}) {
            String text = "Bag Attributes\n  friendlyName: x\r\n"
                    + TestCertificate.pem("PRIVATE KEY", key.getEncoded()).replace("\n", "\r\n");
            assertThat(PrivateKeys.of(text, "key.pem")).isEqualTo(key);
        }
    }

    @Test
    void theOlderFormOfAnRsaKeyIsRead() throws Exception {
        PrivateKey key = rsa();
        assertThat(PrivateKeys.of(TestCertificate.pem("RSA PRIVATE KEY", inner(key)), "key.pem"))
                .isEqualTo(key);
    }

    @Test
    void theOlderFormOfAnEcKeyIsRead() throws Exception {
        PrivateKey key = ec();
        byte[] algorithm = fields(fields(key.getEncoded()));
        byte[] curve = Der.of(
                Der.OBJECT_IDENTIFIER,
                Objects.requireNonNull(Der.first(
                        Der.OBJECT_IDENTIFIER, java.util.Arrays.copyOfRange(algorithm, 9, algorithm.length))));
        byte[] sec1 = Der.of(Der.SEQUENCE, fields(inner(key)), Der.of(Der.CONTEXT_0, curve));
        String parameters = TestCertificate.pem("EC PARAMETERS", curve); // openssl ecparam writes them first
        PrivateKey read = PrivateKeys.of(parameters + TestCertificate.pem("EC PRIVATE KEY", sec1), "key.pem");
        assertThat(((ECPrivateKey) read).getS()).isEqualTo(((ECPrivateKey) key).getS());
        assertThatThrownBy(() -> PrivateKeys.of(TestCertificate.pem("EC PRIVATE KEY", inner(key)), "key.pem"))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith("key.pem: the EC key does not name its curve (openssl pkcs8 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "ENCRYPTED PRIVATE KEY | AAAA | key.pem: the private key is encrypted (expected: one that is not; openssl pkey",
                "RSA PRIVATE KEY | \"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\" | key.pem: the private key is encrypted",
                "DSA PRIVATE KEY | AAAA | key.pem: a DSA PRIVATE KEY (expected: PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY;",
                "CERTIFICATE | AAAA | key.pem: no private key (expected: one, as PEM)",
                "PRIVATE KEY | AAAA | key.pem: the private key is not understood (expected: RSA, EC or EdDSA)",
                "PRIVATE KEY | A!AA | key.pem:1: the PRIVATE KEY is not Base64",
                "EC PRIVATE KEY | MP//// | key.pem: the EC key does not name its curve",
            })
    void whatIsNoUsableKeyIsSaidInOneLine(String label, String body, String message) {
        String text = "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
        assertThatThrownBy(() -> PrivateKeys.of(text, "key.pem"))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith(message)
                .message()
                .hasLineCount(1);
    }

    @Test
    void anEndThatIsMissingIsSaid() {
        assertThatThrownBy(() -> PrivateKeys.of("\n-----BEGIN PRIVATE KEY-----\nAAAA\n", "key.pem"))
                .hasMessage("key.pem:2: the PRIVATE KEY has no end (expected: a line -----END PRIVATE KEY-----)");
    }
}
