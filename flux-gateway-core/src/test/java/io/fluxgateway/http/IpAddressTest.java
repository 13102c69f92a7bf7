package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,192.0.2.1",
        "2001:db8:1:2:3:4:5:6,2001:db8:1:2::/64",
        "2001:DB8:1:2::,2001:db8:1:2::/64",
        "::1,::/64",
        "::ffff:192.0.2.1,192.0.2.1",
        "a name,a name",
        "host.example,host.example",
        "host:80,host:80",
        "1:2,1:2",
        "':',':'"
    })
    void anAddressIsOfItsNetworkAndAnythingElseStandsForItself(String address, String network) {
        assertThat(IpAddress.networkOf(address)).isEqualTo(network);
    }
}
