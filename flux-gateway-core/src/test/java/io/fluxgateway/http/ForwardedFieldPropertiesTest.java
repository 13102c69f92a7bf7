package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Mutations;
import io.fluxgateway.http.ForwardedField.Hop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is read of {@code Forwarded} and of addresses is what stands there, or nothing. */
class ForwardedFieldPropertiesTest {
    @Property(seed = Mutations.SEED)
    void what_was_written_is_read(@ForAll("hops") List<Hop> hops) {
        assertThat(ForwardedField.parse(List.of(written(hops)))).isEqualTo(hops);
        assertThat(ForwardedField.parse(
                        hops.stream().map(hop -> written(List.of(hop))).toList()))
                .isEqualTo(hops);
    }

    @Property(seed = Mutations.SEED)
    void anything_is_refused_or_reads_the_same_when_written_again(@ForAll("fields") String field) {
        List<Hop> hops = ForwardedField.parse(List.of(field));
        if (hops != null) {
            assertThat(ForwardedField.parse(List.of(written(hops)))).isEqualTo(hops);
        }
    }

    @Property(seed = Mutations.SEED)
    void what_a_proxy_appends_is_the_last_entry_whatever_a_client_wrote_before(@ForAll("fields") String field) {
        List<Hop> hops = ForwardedField.parse(List.of(field + ", for=192.0.2.77"));
        if (hops != null) {
            assertThat(hops.get(hops.size() - 1).from()).isEqualTo("192.0.2.77");
        }
    }

    @Property(seed = Mutations.SEED)
    void an_address_that_is_read_is_the_one_that_the_jdk_reads(@ForAll("addresses") String text)
            throws UnknownHostException {
        IpAddress address = IpAddress.parse(text);
        if (address != null) {
            assertThat(text).matches("[0-9a-fA-F:.]+"); // so it is no name, which the JDK would look up
            assertThat(InetAddress.getByName(address.toString())).isEqualTo(InetAddress.getByName(text));
        }
    }

    private static String written(List<Hop> hops) {
        List<String> elements = new ArrayList<>();
        for (Hop hop : hops) {
            List<String> pairs = new ArrayList<>(List.of("by=_x"));
            if (hop.from() != null) {
                pairs.add("for=" + quoted(hop.from()));
            }
            if (hop.proto() != null) {
                pairs.add("Proto=" + quoted(hop.proto()));
            }
            if (hop.host() != null) {
                pairs.add("HOST=" + quoted(hop.host()));
            }
            elements.add(String.join(";", pairs));
        }
        return String.join(", ", elements);
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Provide
    Arbitrary<List<Hop>> hops() {
        Arbitrary<String> value =
                Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(12).injectNull(0.3);
        return Combinators.combine(value, value, value)
                .as(Hop::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> fields() {
        return Mutations.of(
                "for=192.0.2.60;proto=http;by=203.0.113.43",
                "For=\"[2001:db8:cafe::17]:4711\"",
                "for=192.0.2.43, for=\"198.51.100.17\";host=\"a\\\"b\"",
                "for=unknown;x=\"",
                "for=_secret, , proto=https");
    }

    @Provide
    Arbitrary<String> addresses() {
        return Mutations.of(
                "192.0.2.60", "2001:db8:cafe::17", "::ffff:192.0.2.60", "::", "1:2:3:4:5:6:7:8", "10.0.0.1");
    }
}
