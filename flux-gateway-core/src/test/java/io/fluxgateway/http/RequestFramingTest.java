package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFramingTest {
    /** @param fields {@code name=value} with {@code ;} between them */
    private static int status(String method, String protocol, String fields) {
        Headers headers = new Headers();
        for (String field : fields.isEmpty() ? new String[0] : fields.split(";", -1)) {
            headers.add(field.substring(0, field.indexOf('=')), field.substring(field.indexOf('=') + 1));
        }
        Problem problem = RequestFraming.problemWith(method, protocol, headers::all);
        assertThat(problem == null || "close".equals(problem.headers().get("connection")))
                .isTrue();
        return problem == null ? 0 : problem.status();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, HTTP/1.1, host=a",
        "GET, HTTP/1.0, ''",
        "GET, HTTP/2.0, ''",
        "GET, HTTP/2.0, host=a:443;te=trailers",
        "POST, HTTP/1.1, host=[::1]:80;content-length=0",
        "POST, HTTP/1.1, host=a;transfer-encoding=Chunked",
        "M-SEARCH, HTTP/2.0, host=a;content-length=12",
    })
    void what_is_in_order_passes(String method, String protocol, String fields) {
        assertThat(status(method, protocol, fields)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, HTTP/3.7, host=a, 505",
        "GET, HTTP/0.9, '', 505",
        "GET, HTTP/1.1, '', 400",
        "GET, HTTP/1.1, host=a;host=a, 400",
        "GET, HTTP/1.0, host=a;host=b, 400",
        "GET, HTTP/2.0, host=a;host=b, 400",
        "GET, HTTP/1.1, host=u@a, 400",
        "GET, HTTP/2.0, host=a/b, 400",
        "CONNECT, HTTP/1.1, host=a, 501",
        "TRACE, HTTP/2.0, host=a, 501",
        "G T, HTTP/2.0, host=a, 400",
        "POST, HTTP/1.1, host=a;content-length=5;content-length=5, 400",
        "POST, HTTP/2.0, host=a;content-length=5;content-length=6, 400",
        "'POST', HTTP/1.1, 'host=a;content-length=5, 5', 400",
        "POST, HTTP/1.1, host=a;content-length=+5, 400",
        "POST, HTTP/1.1, host=a;content-length=05, 400",
        "POST, HTTP/1.1, host=a;content-length=9223372036854775808, 400",
        "POST, HTTP/1.1, host=a;content-length=5;transfer-encoding=chunked, 400",
        "POST, HTTP/1.0, host=a;transfer-encoding=chunked, 400",
        "POST, HTTP/1.1, host=a;transfer-encoding=chunked;transfer-encoding=chunked, 400",
        "POST, HTTP/1.1, host=a;transfer-encoding=identity, 400",
        "POST, HTTP/1.1, 'host=a;transfer-encoding=gzip, chunked', 501",
        "POST, HTTP/2.0, host=a;transfer-encoding=chunked, 400",
        "GET, HTTP/2.0, host=a;connection=close, 400",
        "GET, HTTP/2.0, host=a;upgrade=h2c, 400",
        "GET, HTTP/2.0, host=a;te=gzip, 400",
        "GET, HTTP/1.1, host=a;x-flux-refused=VERSION, 505",
        "GET, HTTP/1.1, host=a;x-flux-refused=anything, 400",
    })
    void what_two_servers_could_read_differently_is_refused(
            String method, String protocol, String fields, int expected) {
        assertThat(status(method, protocol, fields)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "\u007f", "\u001b[0m"})
    void a_control_character_in_a_value_is_refused(String value) {
        Problem problem = RequestFraming.problemWithField("x-a", value);

        assertThat(Objects.requireNonNull(problem).status()).isEqualTo(400);
    }

    @Test
    void a_name_that_is_no_token_is_refused() {
        assertThat(RequestFraming.problemWithField("x a", "1")).isNotNull();
        assertThat(RequestFraming.problemWithField("", "1")).isNotNull();
        assertThat(RequestFraming.problemWithField("x-\u0131", "1")).isNotNull();
        assertThat(RequestFraming.problemWithField("x-a", "caf\u00e9 \t!")).isNull();
    }

    @Test
    void a_target_names_the_host_that_the_field_names() {
        assertThat(RequestFraming.problemWithAuthority("A.test", "a.test")).isNull();
        assertThat(RequestFraming.problemWithAuthority("a.test", null)).isNull();
        assertThat(RequestFraming.problemWithAuthority("a.test", "b.test")).isNotNull();
        assertThat(RequestFraming.problemWithAuthority("u@a.test", null)).isNotNull();
    }
}
