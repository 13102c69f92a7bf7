package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeadersTest {

    @Test
    void namesAreComparedWithoutRegardToCase() {
        Headers headers =
                new Headers().add("Content-Type", "text/plain").add("X-A", "1").add("x-a", "2");

        assertThat(headers.first("content-type")).isEqualTo("text/plain");
        assertThat(headers.all("X-a")).containsExactly("1", "2");
        assertThat(headers.first("x-b")).isNull();
        assertThat(headers.all("x-b")).isEmpty();
    }

    @Test
    void setReplacesAllOfThatNameAndRemoveDropsThem() {
        Headers headers =
                new Headers().add("A", "1").add("b", "x").add("a", "2").set("a", "3");

        assertThat(headers.all("a")).containsExactly("3");
        assertThat(headers.remove("A").first("a")).isNull();
        assertThat(headers.first("b")).isEqualTo("x");
        assertThat(headers.remove("b").isEmpty()).isTrue();
    }

    @Test
    void methodsAreCaseSensitive() {
        assertThat(Method.of("GET")).isEqualTo(Method.GET);
        assertThat(Method.of("get")).isEqualTo(Method.OTHER);
        assertThat(Method.of("PROPFIND")).isEqualTo(Method.OTHER);
        for (Method method : Method.values()) {
            assertThat(Method.of(method.name())).isEqualTo(method);
        }
    }

    @Test
    void aProblemHasAnErrorStatus() {
        assertThatThrownBy(() -> Problem.of(200, "x", "x", "x")).hasMessageContaining("status: 200");
    }
}
