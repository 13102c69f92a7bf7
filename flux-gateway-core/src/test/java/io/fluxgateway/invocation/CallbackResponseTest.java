package io.fluxgateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackResponseTest {
    @Test
    void theStatusAndTheFieldsOfUseAreKept() throws Exception {
        Outcome.Response response =
                read("HTTP/1.1 503 Try later\r\nServer: x\r\nRETRY-AFTER:  7 \r\nLocation: /a\r\n\r\nbody");

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers()).hasToString("retry-after: 7\nlocation: /a\n");
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 204\r\n\r\n", "HTTP/1.0 204 \r\n\r\n", "HTTP/1.1 204 No Content\n\n"})
    void aHeadMayBeShort(String head) throws Exception {
        assertThat(read(head).status()).isEqualTo(204);
    }

    @Test
    void interimResponsesAreSkipped() throws Exception {
        Outcome.Response response = read(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nRetry-After: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 99 Low\r\n\r\n",
                "HTTP/1.1 600 High\r\n\r\n",
                "HTTP/1.1 2000 Long\r\n\r\n",
                "\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n"
            })
    void whatIsNoResponseCannotBeUsed(String head) {
        assertThat(failure(head)).isEqualTo("callback_bad_response");
    }

    @Test
    void aHeadMayHave16KibWhereverTheyAre() throws Exception {
        String before = "HTTP/1.1 200 OK\r\na: ";
        String after = "\r\n\r\n";
        String value = "b".repeat(16 * 1024 - before.length() - after.length());

        assertThat(read(before + value + after).status()).isEqualTo(200);
        for (String huge : List.of(
                before + value + "b" + after,
                "HTTP/1.1 200 " + "b".repeat(1 << 20) + after,
                "HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(1 << 15),
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(1 << 15))) {
            assertThat(failure(huge)).isEqualTo("callback_bad_response");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nserver: x\r\n"})
    void aConnectionThatEndsInTheHeadGaveNoResponse(String head) {
        assertThat(failure(head)).isEqualTo("callback_no_response");
    }

    private static String failure(String head) {
        return catchThrowableOfType(CallbackException.class, () -> read(head)).code();
    }

    private static Outcome.Response read(String head) throws IOException {
        return CallbackResponse.read(new ByteArrayInputStream(head.getBytes(StandardCharsets.US_ASCII)));
    }
}
