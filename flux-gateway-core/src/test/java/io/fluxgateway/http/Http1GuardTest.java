package io.fluxgateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1GuardTest {
    private static final String HOST = "Host: gateway.test\r\n";
    private static final Http1Limits LIMITS = new Http1Limits(200, 5, false);

    private static Http1Guard fed(String text) {
        Http1Guard guard = new Http1Guard(LIMITS);
        guard.check(ByteBuffer.wrap(text.getBytes(ISO_8859_1)), 0, text.length());
        return guard;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n{H}\r\n",
                "GET /a?b=%00&c={|}^`\\ HTTP/1.1\r\n{H}\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "GET / HTTP/1.0\r\n{H}\r\n",
                "OPTIONS * HTTP/1.1\r\n{H}\r\n",
                "M-SEARCH / HTTP/1.1\r\n{H}\r\n",
                "GET http://gateway.test HTTP/1.1\r\n{H}\r\n",
                "GET HTTP://GATEWAY.test/a HTTP/1.1\r\n{H}\r\n",
                "GET https://gateway.test?a HTTP/1.1\r\n{H}\r\n",
                "GET / HTTP/1.1\r\nhOsT:gateway.test \t\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: [::1]:4000\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: gateway_1.test:\r\n\r\n",
                "GET / HTTP/1.1\r\n{H}X:\r\nY: \r\nZ:\t \tcaf\u00e9 \u0080\u00ff\r\n\r\n",
                "POST / HTTP/1.1\r\n{H}Content-Length: 0\r\n\r\n",
                "POST / HTTP/1.1\r\n{H}Content-Length: 3\r\n\r\n\0\r\n",
                "POST / HTTP/1.1\r\n{H}Transfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\n{H}Transfer-Encoding: chunked\r\n\r\n00a;x=\"y\"\r\n0123456789\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
            })
    void a_request_is_let_through(String text) {
        String request = text.replace("{H}", HOST);
        Http1Guard guard = fed(request + request);

        assertThat(guard.violation()).isNull();
        assertThat(guard.released()).isEqualTo(2L * request.length());
        assertThat(guard.heads()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1\r\n\r\n', HOST",
        "'GET / HTTP/1.1\r\n{H}{H}\r\n', HOST",
        "'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', HOST",
        "'GET http://other.test/ HTTP/1.1\r\n{H}\r\n', HOST",
        "'GET http://other.test/ HTTP/1.0\r\n{H}\r\n', HOST",
        "'GET gateway.test HTTP/1.1\r\n{H}\r\n', TARGET",
        "'GET ftp://gateway.test/ HTTP/1.1\r\n{H}\r\n', TARGET",
        "'GET http://u@gateway.test/ HTTP/1.1\r\n{H}\r\n', TARGET",
        "'GET * HTTP/1.1\r\n{H}\r\n', TARGET",
        "'OPTIONS ** HTTP/1.1\r\n{H}\r\n', TARGET",
        "'GET /\u00e9 HTTP/1.1\r\n{H}\r\n', TARGET",
        "'GET /\r\n{H}\r\n', REQUEST_LINE",
        "'GET  / HTTP/1.1\r\n{H}\r\n', REQUEST_LINE",
        "'GET / HTTP/1.1 \r\n{H}\r\n', REQUEST_LINE",
        "'GET / http/1.1\r\n{H}\r\n', REQUEST_LINE",
        "'\r\nGET / HTTP/1.1\r\n{H}\r\n', REQUEST_LINE",
        "'G@T / HTTP/1.1\r\n{H}\r\n', REQUEST_LINE",
        "'GET / HTTP/1.2\r\n{H}\r\n', VERSION",
        "'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', VERSION",
        "'CONNECT gateway.test:443 HTTP/1.1\r\n{H}\r\n', CONNECT",
        "'GET / HTTP/1.1\n{H}\r\n', LINE_END",
        "'GET / HTTP/1.1\r\r{H}\r\n', LINE_END",
        "'GET / HTTP/1.1\r\n{H}X: y\n\r\n', LINE_END",
        "'GET / HTTP/1.1\r\n{H}\n', LINE_END",
        "'GET / HTTP/1.1\r\n{H}\r\r', LINE_END",
        "'GET / HTTP/1.1\r\n{H}X : y\r\n\r\n', FIELD_NAME",
        "'GET / HTTP/1.1\r\n{H}: y\r\n\r\n', FIELD_NAME",
        "'GET / HTTP/1.1\r\n{H}X\r\n\r\n', FIELD_NAME",
        "'GET / HTTP/1.1\r\n{H}X: \0\r\n\r\n', FIELD_VALUE",
        "'GET / HTTP/1.1\r\n{H}X: \u007f\r\n\r\n', FIELD_VALUE",
        "'GET / HTTP/1.1\r\n{H}X: y\r\n z\r\n\r\n', FOLDED",
        "'GET / HTTP/1.1\r\n{H}X-Flux-Refused: y\r\n\r\n', RESERVED",
        "'GET / HTTP/1.1\r\n{H}A:\r\nB:\r\nC:\r\nD:\r\nE:\r\n\r\n', FIELD_COUNT",
        "'POST / HTTP/1.1\r\n{H}Content-Length: 1\r\nContent-Length: 1\r\n\r\n', LENGTH",
        "'POST / HTTP/1.1\r\n{H}Content-Length: 1, 1\r\n\r\n', LENGTH",
        "'POST / HTTP/1.1\r\n{H}Content-Length: 01\r\n\r\n', LENGTH",
        "'POST / HTTP/1.1\r\n{H}Content-Length:\r\n\r\n', LENGTH",
        "'POST / HTTP/1.1\r\n{H}Content-Length: 1000000000000000000\r\n\r\n', LENGTH",
        "'POST / HTTP/1.1\r\n{H}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', LENGTH",
        "'POST / HTTP/1.0\r\n{H}Transfer-Encoding: chunked\r\n\r\n', CODING",
        "'POST / HTTP/1.1\r\n{H}Transfer-Encoding: chunked, chunked\r\n\r\n', CODING",
        "'POST / HTTP/1.1\r\n{H}Transfer-Encoding: identity\r\n\r\n', CODING",
        "'POST / HTTP/1.1\r\n{H}Transfer-Encoding: gzip, chunked\r\n\r\n', CODING_UNKNOWN",
    })
    void a_head_that_is_not_in_order_is_kept_back(String text, Http1Violation expected) {
        Http1Guard guard = fed(text.replace("{H}", HOST));

        assertThat(guard.violation()).isEqualTo(expected);
        assertThat(guard.isHeadBroken()).isTrue();
        assertThat(guard.released()).isZero();
        assertThat(guard.heads()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'+5\r\n', 0, CHUNK",
        "'0x5\r\n', 1, CHUNK",
        "'5 \r\n', 1, CHUNK",
        "'5\n', 1, CHUNK",
        "'\r\n', 0, CHUNK",
        "'00000000000005\r\n', 13, CHUNK",
        "'2\r\nabX', 5, CHUNK",
        "'2\r\nab\r\r', 6, CHUNK",
        "'2;\0\r\n', 2, CHUNK",
        "'0\r\n\n', 3, TRAILER",
        "'0\r\n\rX', 4, TRAILER",
        "'0\r\nX : y\r\n', 4, TRAILER",
        "'0\r\nHost: y\r\n', 11, TRAILER",
    })
    void a_body_ends_where_it_is_not_in_order(String body, int right, Http1Violation expected) {
        String head = "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n";
        Http1Guard guard = fed(head + body + "GET / HTTP/1.1\r\n" + HOST + "\r\n");

        assertThat(guard.violation()).isEqualTo(expected);
        assertThat(guard.isHeadBroken()).isFalse();
        assertThat(guard.released()).isEqualTo(head.length() + right);
        assertThat(guard.heads()).isEqualTo(1);
    }

    @Test
    void a_head_and_a_trailer_section_and_an_extension_are_bounded() {
        String chunked = "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n";

        assertThat(fed("GET / HTTP/1.1\r\n" + HOST + "X: " + "y".repeat(200)).violation())
                .isEqualTo(Http1Violation.HEAD_SIZE);
        assertThat(fed("A".repeat(200)).violation()).isEqualTo(Http1Violation.HEAD_SIZE);
        assertThat(fed(chunked + "0\r\nX: " + "y".repeat(200)).violation()).isEqualTo(Http1Violation.TRAILER);
        assertThat(fed(chunked + "0\r\n" + "X: y\r\n".repeat(6)).violation()).isEqualTo(Http1Violation.TRAILER);
        assertThat(fed(chunked + "1;" + "y".repeat(257)).violation()).isEqualTo(Http1Violation.CHUNK);
    }

    @Test
    void a_head_is_released_when_it_is_whole_and_a_body_at_once() {
        String head = "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\n";
        String text = head + "abc" + head;
        Http1Guard guard = new Http1Guard(LIMITS);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        long[] released = new long[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            guard.check(bytes, i, i + 1);
            released[i + 1] = guard.released();
        }

        assertThat(released[head.length() - 1]).isZero();
        assertThat(released[head.length()]).isEqualTo(head.length());
        assertThat(released[head.length() + 2]).isEqualTo(head.length() + 2);
        assertThat(released[text.length() - 1]).isEqualTo(head.length() + 3);
        assertThat(released[text.length()]).isEqualTo(text.length());
    }

    @Test
    void a_head_with_a_violation_tells_its_request_line_if_that_is_in_order() {
        assertThat(fed("GET /a HTTP/1.1\r\nX : y").requestLineSize()).isEqualTo(17);
        assertThat(fed("GET /a HTTP/1.2\r\n").requestLineSize()).isZero();
        assertThat(fed("GET http://a.test/ HTTP/1.1\r\nX : y").requestLineSize())
                .isZero();
    }

    @Test
    void the_preface_of_http2_is_let_through_where_that_is_spoken_and_nothing_is_checked_behind_it() {
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0";
        Http1Guard guard = new Http1Guard(new Http1Limits(200, 5, true));
        guard.check(ByteBuffer.wrap(preface.getBytes(ISO_8859_1)), 0, preface.length());

        assertThat(guard.isAside()).isTrue();
        assertThat(guard.violation()).isNull();
        assertThat(guard.released()).isEqualTo(preface.length());
    }

    @Test
    void the_preface_of_http2_is_none_behind_a_request() {
        String text = "GET / HTTP/1.1\r\n" + HOST + "\r\nPRI * HTTP/2.0\r\n\r\n";
        Http1Guard guard = new Http1Guard(new Http1Limits(200, 5, true));
        guard.check(ByteBuffer.wrap(text.getBytes(ISO_8859_1)), 0, text.length());

        assertThat(guard.violation()).isEqualTo(Http1Violation.VERSION);
    }

    /** No octets, however they come, bring it into a state in which it fails or goes back. */
    @Test
    void random_octets_never_break_it() {
        Random random = new Random(7);
        String alphabet =
                "GET / HTTP/1.1\r\n\r\n:;,0123456789abcdefxHost: Content-LengthTransfer-Encoding: chunked\0\t \u00ff";
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(300)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
            byte[] valid = ("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n").getBytes(ISO_8859_1);
            ByteBuffer all = ByteBuffer.allocate(valid.length + bytes.length);
            if (random.nextBoolean()) {
                all.put(valid);
            }
            all.put(bytes).flip();
            Http1Guard guard = new Http1Guard(LIMITS);
            long released = 0;
            for (int from = 0; from < all.limit(); ) {
                int to = Math.min(all.limit(), from + 1 + random.nextInt(40));
                guard.check(all, from, to);
                from = to;
                assertThat(guard.released()).isBetween(released, guard.checked());
                released = guard.released();
            }
            assertThat(guard.checked()).isLessThanOrEqualTo(all.limit());
        }
    }
}
