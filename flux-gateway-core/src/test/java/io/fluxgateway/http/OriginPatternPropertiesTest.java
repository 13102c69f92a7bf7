package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Mutations;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Which origins a pattern means, against an oracle that says it in another way: by a regular expression for each pattern. */
class OriginPatternPropertiesTest {
    private static final String LABELS = "[a-z0-9_-]+(\\.[a-z0-9_-]+)*";

    @Property(seed = Mutations.SEED)
    void a_pattern_matches_what_the_oracle_says(@ForAll("patterns") String pattern, @ForAll("origins") String origin) {
        assertThat(OriginPattern.parse(pattern)).isPresent();
        assertThat(OriginPattern.parse(pattern).orElseThrow().matches(origin))
                .as("%s matches %s", pattern, origin)
                .isEqualTo(oracle(pattern).matcher(origin).matches());
    }

    @Property(seed = Mutations.SEED)
    void what_is_an_origin_matches_itself_and_nothing_with_more(@ForAll("texts") String text) {
        OriginPattern.parse(text).filter(pattern -> !pattern.isAny()).ifPresent(pattern -> {
            String origin = pattern.toString();
            assertThat(origin)
                    .isEqualTo(origin.toLowerCase(Locale.ROOT))
                    .doesNotContain(" ", "/ ", "@", "?", "#", "\n", "\0");
            assertThat(OriginPattern.parse(origin).map(OriginPattern::toString)).contains(origin);
            if (origin.indexOf('*') < 0) {
                assertThat(pattern.matches(origin)).isTrue();
            }
            assertThat(pattern.matches(origin + ".evil.test")).isFalse();
            assertThat(pattern.matches("https://evil.test/" + origin)).isFalse();
            assertThat(pattern.matches("https://evil.test?" + origin)).isFalse();
            assertThat(pattern.matches("null")).isFalse();
            assertThat(pattern.matches("")).isFalse();
        });
    }

    private static Pattern oracle(String pattern) {
        if (pattern.equals("*")) {
            return Pattern.compile("(?s).*");
        }
        String normal = pattern.replaceFirst("^(https://.*):443$", "$1").replaceFirst("^(http://.*):80$", "$1");
        int star = normal.indexOf("*.");
        return Pattern.compile(
                star < 0
                        ? Pattern.quote(normal)
                        : Pattern.quote(normal.substring(0, star))
                                + LABELS
                                + Pattern.quote(normal.substring(star + 1)));
    }

    @Provide
    Arbitrary<String> patterns() {
        Arbitrary<String> origin = Combinators.combine(scheme(), Arbitraries.of("", "*."), host(), port())
                .as((scheme, star, host, port) -> scheme + star + host + port);
        return Arbitraries.oneOf(origin, origin, origin, Arbitraries.just("*"));
    }

    @Provide
    Arbitrary<String> origins() {
        Arbitrary<String> origin =
                Combinators.combine(scheme(), host(), port()).as((scheme, host, port) -> scheme + host + port);
        return Arbitraries.oneOf(
                origin,
                origin,
                Mutations.of(
                        "https://a.shop.test",
                        "https://shop.test.evil.test",
                        "https://evilshop.test",
                        "https://.shop.test",
                        "https://a..shop.test",
                        "https://a/shop.test",
                        "https://evil.test/.shop.test",
                        "https://evil.test#.shop.test",
                        "https://u@a.shop.test",
                        "null"));
    }

    @Provide
    Arbitrary<String> texts() {
        return Mutations.of(
                "https://shop.test",
                "https://*.shop.test",
                "http://127.0.0.1:8080",
                "http://[::1]:80",
                "https://shop.test:443",
                "*");
    }

    private static Arbitrary<String> scheme() {
        return Arbitraries.of("https://", "http://");
    }

    private static Arbitrary<String> host() {
        Arbitrary<List<String>> labels = Arbitraries.of("a", "b", "shop", "test", "evil")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
        return labels.map(all -> String.join(".", all));
    }

    private static Arbitrary<String> port() {
        return Arbitraries.of("", "", ":8080", ":443", ":80");
    }
}
