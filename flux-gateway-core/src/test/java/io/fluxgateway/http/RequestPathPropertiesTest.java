package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Mutations;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a client writes as its path: refused, or one path and no other. */
class RequestPathPropertiesTest {
    @Property(seed = Mutations.SEED)
    void a_path_that_is_taken_is_normal_and_reads_the_same_again(@ForAll("paths") String text) {
        RequestPath path;
        try {
            path = RequestPath.parse(text);
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isEqualTo(400);
            assertThat(e.problem().code()).isEqualTo("request_path_invalid");
            assertThat(e.problem().detail()).matches("[ -~]+");
            return;
        }
        assertThat(path.raw()).isEqualTo(text).matches("/[!-~]*").doesNotContain("\\", "?", "#");
        assertThat(RequestPath.parse(path.raw())).isEqualTo(path);
        assertThat(path.decoded())
                .isEqualTo(URLDecoder.decode(path.raw().replace("+", "%2B"), StandardCharsets.UTF_8))
                .doesNotContain("//", "\\");
        assertThat(path.decoded().chars()).noneMatch(Character::isISOControl);
        assertThat(path.decoded().chars().filter(c -> c == '/').count())
                .as("slashes")
                .isEqualTo(path.raw().chars().filter(c -> c == '/').count());
        for (String segment : path.decoded().split("/", -1)) {
            String name = segment.split(";", -1)[0];
            assertThat(name).isNotEqualTo(".").isNotEqualTo("..");
        }
    }

    @Provide
    Arbitrary<String> paths() {
        return Mutations.of(
                "/",
                "/orders/42",
                "/orders/%E4%BD%A0/x",
                "/a%20b/J%C3%BCrgen;v=1/",
                "/a/..;/b",
                "/a/%2e%2e/b",
                "/a%2fb/%5c",
                "/a/.%2E/%00",
                "/%c0%ae%c0%ae/",
                "//host/path",
                "/a/;x/b");
    }
}
