package io.fluxgateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, private",
        "10.255.255.255, private",
        "172.16.0.1, private",
        "172.31.255.255, private",
        "192.168.1.1, private",
        "fc00::1, private",
        "fdff:ffff::1, private",
        "100.64.0.1, shared (carrier-grade NAT)",
        "100.127.255.255, shared (carrier-grade NAT)",
        "127.0.0.1, loopback",
        "127.255.255.254, loopback",
        "::1, loopback",
        "169.254.0.1, link-local",
        "fe80::1, link-local",
        "febf::1, link-local",
        "fec0::1, site-local",
        "64:ff9b::a00:1, private",
        "64:ff9b::7f00:1, loopback"
    })
    void aPrivateAddressIsRefusedUnlessTheyAreAllowed(String address, String kind) throws Exception {
        assertThat(refusal(address, false)).isEqualTo(kind);
        assertThat(refusal(address, true)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "169.254.169.254, cloud metadata",
        "169.254.170.2, cloud metadata",
        "169.254.170.23, cloud metadata",
        "100.100.100.200, cloud metadata",
        "168.63.129.16, cloud metadata",
        "192.0.0.192, cloud metadata",
        "fd00:ec2::254, cloud metadata",
        "fd00:ec2::23, cloud metadata",
        "fd20:ce::254, cloud metadata",
        "64:ff9b::a9fe:a9fe, cloud metadata",
        "0.0.0.0, unspecified",
        "0.1.2.3, unspecified",
        "::, unspecified",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "ff02::1, multicast",
        "192.0.2.1, documentation",
        "198.51.100.1, documentation",
        "203.0.113.255, documentation",
        "2001:db8::1, documentation",
        "3fff:fff::1, documentation",
        "198.18.0.1, benchmark",
        "198.19.255.255, benchmark",
        "2001:2::1, reserved",
        "192.0.0.8, reserved",
        "240.0.0.1, reserved",
        "255.255.255.255, reserved",
        "192.88.99.1, 6to4",
        "2002:a00:1::1, 6to4",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2, Teredo",
        "2001:10::1, reserved",
        "::7f00:1, reserved",
        "::a00:1, reserved",
        "64:ff9b:1::a00:1, reserved",
        "100::1, reserved",
        "4000::1, reserved"
    })
    void anAddressThatNobodyHasOrThatNobodyMayUseIsRefusedAlways(String address, String kind) throws Exception {
        assertThat(refusal(address, false)).isEqualTo(kind);
        assertThat(refusal(address, true)).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "168.63.129.15",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "203.0.114.0",
                "223.255.255.255",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2003::1",
                "2606:4700:4700::1111",
                "3ffe:ffff::1",
                "64:ff9b::101:101"
            })
    void aPublicAddressIsFine(String address) throws Exception {
        assertThat(refusal(address, false)).isNull();
        assertThat(refusal(address, true)).isNull();
    }

    /** Java makes an IPv4 address of its text, but not of all 16 bytes that a resolver may give. */
    @Test
    void anAddressThatIsMappedIsLookedAtAsTheOneItStandsFor() throws Exception {
        assertThat(refusal("::ffff:127.0.0.1", false)).isEqualTo("loopback");
        assertThat(refusal("::ffff:169.254.169.254", true)).isEqualTo("cloud metadata");
        assertThat(refusal("::ffff:1.1.1.1", false)).isNull();
    }

    private static String refusal(String address, boolean privateOnes) throws Exception {
        return CallbackAddresses.refusal(InetAddress.getByName(address), privateOnes);
    }
}
