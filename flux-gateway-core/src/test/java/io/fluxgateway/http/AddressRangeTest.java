package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.0.1,true",
        "10.0.0.0/8,11.0.0.0,false",
        "10.0.0.0/8,9.255.255.255,false",
        "192.168.4.0/22,192.168.7.255,true",
        "192.168.4.0/22,192.168.8.0,false",
        "192.0.2.1,192.0.2.1,true",
        "192.0.2.1,192.0.2.2,false",
        "0.0.0.0/0,1.2.3.4,true",
        "0.0.0.0/0,::1,false",
        "::/0,::1,true",
        "::/0,1.2.3.4,false",
        "2001:db8::/33,2001:db8:7fff::1,true",
        "2001:db8::/33,2001:db8:8000::1,false",
        "::ffff:10.0.0.0/8,10.1.1.1,true",
        "10.0.0.0/8,::ffff:10.1.1.1,true"
    })
    void a_range_has_the_addresses_that_begin_like_it(String range, String address, boolean contained) {
        assertThat(AddressRange.parse(range).contains(IpAddress.parse(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0.0/ 8",
                "10/8",
                "10.0.0.1/8",
                "10.0.0.0/255.0.0.0",
                "::/129",
                "2001:db8::1/32",
                "localhost",
                "proxy.test/32",
                "*",
                " 10.0.0.1",
                "10.0.0.1 ",
                "fe80::1%eth0"
            })
    void what_is_no_range_is_refused_by_name(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse(text))
                .withMessageStartingWith("address range: \"" + text + "\" (expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                "1..3.4",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.4a",
                "0x7f.0.0.1",
                "2130706433",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "g::",
                "::1.2.3",
                "1.2.3.4::",
                "::1%lo",
                "[::1]",
                ":1::2",
                "1::2:",
                "٣.1.1.1",
                "::٣",
                "+1::",
                "-1::"
            })
    void what_is_no_address_is_none(String text) {
        assertThat(IpAddress.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:DB8:0:0:1:0:0:1,2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
        "0:0:0:0:0:0:0:0,::",
        "0:0:0:0:0:0:0:1,::1",
        "1:0:0:0:0:0:0:0,1::",
        "::1.2.3.4,::102:304",
        "::ffff:1.2.3.4,1.2.3.4",
        "64:ff9b::1.2.3.4,64:ff9b::102:304"
    })
    void an_address_is_written_in_one_way(String text, String canonical) {
        assertThat(String.valueOf(IpAddress.parse(text))).isEqualTo(canonical);
    }

    @Test
    void any_address_that_the_jdk_writes_is_read_as_the_same() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int zeros = random.nextInt(8); zeros > 0; zeros--) {
                bytes[random.nextInt(bytes.length)] = 0;
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            IpAddress read = IpAddress.parse(address.getHostAddress());
            assertThat(read).as(address.toString()).isNotNull();
            assertThat(InetAddress.getByName(read.toString())).isEqualTo(address);
            assertThat(IpAddress.parse(read.toString())).isEqualTo(read);
        }
    }
}
