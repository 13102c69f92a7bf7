package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, -1",
        "example.com:443, example.com, 443",
        "EXAMPLE.com, EXAMPLE.com, -1",
        "localhost:1, localhost, 1",
        "my_service:65535, my_service, 65535",
        "xn--bcher-kva.example, xn--bcher-kva.example, -1",
        "3com.com, 3com.com, -1",
        "127.0.0.1, 127.0.0.1, -1",
        "255.255.255.255:80, 255.255.255.255, 80",
        "[::1], ::1, -1",
        "[::1]:80, ::1, 80",
        "[2001:db8::ff]:8443, 2001:db8::ff, 8443",
        "[::ffff:10.0.0.1], ::ffff:10.0.0.1, -1"
    })
    void hostsAreNamesOrAddresses(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "a:",
                "a:0",
                "a:65536",
                "a:080",
                "a:+80",
                "a:80:80",
                "a:80/",
                "a b",
                "a..b",
                ".a",
                "a.",
                "-a",
                "a-",
                "a/b",
                "user@a",
                "*",
                "*.a",
                "caf\u00e9",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "a.1",
                "::1",
                "[",
                "[]",
                "[::1",
                "[::1]80",
                "[::1]:",
                "[::g]",
                "[1.2.3.4]",
                "[::1%eth0]",
                "[a]",
                "[:::1]"
            })
    void whatCouldBeReadInTwoWaysIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(text));
    }

    @Test
    void namesAreNotLongerThanTheDomainNameSystemAllows() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        assertThat(HostPort.parse(longest).host()).hasSize(253);
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(longest + "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(label + "a"));
    }
}
