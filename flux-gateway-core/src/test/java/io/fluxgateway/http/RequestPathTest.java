package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/orders, /orders",
        "/orders/42, /orders/42",
        "/orders/, /orders/",
        "/a%20b, /a b",
        "/caf%C3%A9, /café",
        "/%F0%9F%98%80, /😀",
        "/a.b/..c/d.., /a.b/..c/d..",
        "/.well-known/x, /.well-known/x",
        "/100%25, /100%",
        "/a;b=c, /a;b=c",
        "/%7Euser, /~user"
    })
    void unambiguousPathsAreDecodedAndKeptAsTheyWere(String raw, String decoded) {
        assertThat(RequestPath.parse(raw)).isEqualTo(new RequestPath(raw, decoded));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                "*",
                "http://host/path",
                "/a//b",
                "/a/;x/b",
                "//",
                "//host/path",
                "/a/../b",
                "/a/./b",
                "/..",
                "/.",
                "/a/..",
                "/%2e%2e/b",
                "/.%2E/b",
                "/%2e",
                "/..;/b",
                "/.;x=y/b",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/a%00b",
                "/a%0d%0ab",
                "/a%7fb",
                "/a%c2%85b",
                "/a\u0000b",
                "/a b",
                "/a\tb",
                "/caf\u00e9",
                "/a%",
                "/a%4",
                "/a%zz",
                "/a%+1",
                "/a%c3",
                "/a%c3%28",
                "/a%c0%af",
                "/a%ed%a0%80",
                "/a#b",
                "/a?b"
            })
    void ambiguousPathsAreRefused(String raw) {
        assertThatThrownBy(() -> RequestPath.parse(raw)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().status()).isEqualTo(400);
            assertThat(e.problem().code()).isEqualTo("request_path_invalid");
        });
    }

    @Test
    void theReasonIsTold() {
        assertThatThrownBy(() -> RequestPath.parse("/a%2fb")).hasMessageContaining("encoded slash");
        assertThatThrownBy(() -> RequestPath.parse("/a/../b")).hasMessageContaining("dot segment");
    }
}
