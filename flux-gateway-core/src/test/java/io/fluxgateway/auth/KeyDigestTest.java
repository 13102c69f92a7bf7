package io.fluxgateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KeyDigestTest {
    @Test
    void aDigestThatWasStoredEqualsTheOneOfItsKey() {
        KeyDigest digest = KeyDigest.of("flx_live_one");

        assertThat(KeyDigest.ofBytes(digest.toBytes())).isEqualTo(digest).hasSameHashCodeAs(digest);
        assertThat(KeyDigest.of("flx_live_two")).isNotEqualTo(digest);
    }

    @Test
    void whatWasReadOrGivenOutCannotChangeIt() {
        byte[] bytes = KeyDigest.of("flx_live_one").toBytes();
        KeyDigest digest = KeyDigest.ofBytes(bytes);
        bytes[0]++;
        digest.toBytes()[0]++;

        assertThat(digest).isEqualTo(KeyDigest.of("flx_live_one"));
    }

    @Test
    void bytesThatAreNoDigestAreRefusedWithTheirNumber() {
        assertThatThrownBy(() -> KeyDigest.ofBytes(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("digest of 31 bytes (expected: 32, of SHA-256)");
    }
}
