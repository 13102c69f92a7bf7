package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.function.RoutePattern.Kind;
import io.fluxgateway.function.RoutePattern.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePatternTest {

    @Test
    void aPatternIsLiteralsParametersAndARest() {
        RoutePattern pattern = RoutePattern.parse("/a/{id}/{rest...}");
        assertThat(pattern.segments())
                .containsExactly(
                        new Segment(Kind.LITERAL, "a"), new Segment(Kind.PARAM, "id"), new Segment(Kind.REST, "rest"));
        assertThat(pattern).hasToString("/a/{id}/{rest...}");
    }

    @Test
    void theRootHasNoSegments() {
        assertThat(RoutePattern.parse("/").segments()).isEmpty();
    }

    @Test
    void patternsOfOneShapeDifferInParameterNamesOnly() {
        assertThat(RoutePattern.parse("/a/{x}/{y...}").shape())
                .isEqualTo(RoutePattern.parse("/a/{left}/{right...}").shape())
                .isNotEqualTo(RoutePattern.parse("/a/{x}/{y}").shape())
                .isNotEqualTo(RoutePattern.parse("/b/{x}/{y...}").shape());
        assertThat(RoutePattern.parse("/a").shape())
                .isNotEqualTo(RoutePattern.parse("/{a}").shape());
    }

    @ParameterizedTest
    @CsvSource({
        "/caf%C3%A9, caf\u00e9",
        "/caf%c3%a9, caf\u00e9",
        "/%61b, ab",
        "/a%20b, a b",
        "/a%7Bb%7D, a{b}",
        "/a:b@c, a:b@c",
        "/v1.0, v1.0",
        "/..., ...",
        "/_fluxx, _fluxx",
        "/%E2%82%AC, \u20ac"
    })
    void aLiteralIsComparedDecodedAsRequestPathsAre(String text, String decoded) {
        assertThat(RoutePattern.parse(text).segments()).containsExactly(new Segment(Kind.LITERAL, decoded));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | a path that starts with \"/\"",
                "'' | a path that starts with \"/\"",
                "/a/ | no \"/\" at the end",
                "//a | no empty segment",
                "/a//b | no empty segment",
                "/a/./b | no dot segment",
                "/.. | no dot segment",
                "/..;x/a | no dot segment",
                "/%2e%2E/a | percent-escapes of UTF-8 text without slashes, control characters and dot segments",
                "/a%2Fb | percent-escapes of UTF-8 text without slashes, control characters and dot segments",
                "/a%5Cb | percent-escapes of UTF-8 text without slashes, control characters and dot segments",
                "/a%00 | percent-escapes of UTF-8 text without slashes, control characters and dot segments",
                "/a%zz | percent-escapes of UTF-8 text without slashes, control characters and dot segments",
                "/a%c3 | percent-escapes of UTF-8 text without slashes, control characters and dot segments",
                "/a b | segments of letters, digits and -._~!$&'()*+,;=:@%, others percent-encoded",
                "/a?b | segments of letters, digits and -._~!$&'()*+,;=:@%, others percent-encoded",
                "/a#b | segments of letters, digits and -._~!$&'()*+,;=:@%, others percent-encoded",
                "/caf\u00e9 | segments of letters, digits and -._~!$&'()*+,;=:@%, others percent-encoded",
                "/[a] | segments of letters, digits and -._~!$&'()*+,;=:@%, others percent-encoded",
                "/x{id} | a parameter to be a whole segment, such as \"{id}\"",
                "/{id}.json | a parameter to be a whole segment, such as \"{id}\"",
                "/{id | a parameter to be a whole segment, such as \"{id}\"",
                "/id} | a parameter to be a whole segment, such as \"{id}\"",
                "/{} | parameter names of letters, digits and _ that do not start with a digit, such as \"{id}\"",
                "/{...} | parameter names of letters, digits and _ that do not start with a digit, such as \"{id}\"",
                "/{1a} | parameter names of letters, digits and _ that do not start with a digit, such as \"{id}\"",
                "/{a-b} | parameter names of letters, digits and _ that do not start with a digit, such as \"{id}\"",
                "/{a}{b} | parameter names of letters, digits and _ that do not start with a digit, such as \"{id}\"",
                "/{a}/{a} | each parameter name once, but \"a\" is there twice",
                "/{a}/{a...} | each parameter name once, but \"a\" is there twice",
                "/{a...}/b | nothing behind \"{a...}\"",
                "/_flux | another path: /_flux is reserved for the gateway itself",
                "/_flux/{x} | another path: /_flux is reserved for the gateway itself",
                "/%5Fflux/x | another path: /_flux is reserved for the gateway itself"
            })
    void aMistakeIsToldWithWhatWasExpected(String text, String expected) {
        assertThatThrownBy(() -> RoutePattern.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("route \"" + text + "\" (expected " + expected + ")");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void thereIsALongestPattern(int beyond) {
        String text = "/" + "a".repeat(RoutePattern.MAX_LENGTH - 1 + beyond);
        if (beyond == 0) {
            assertThat(RoutePattern.parse(text).text()).isEqualTo(text);
        } else {
            assertThatThrownBy(() -> RoutePattern.parse(text))
                    .hasMessageEndingWith("(expected at most 1024 characters)");
        }
    }
}
