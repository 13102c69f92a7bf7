package io.fluxgateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Mutations;
import io.fluxgateway.http.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is quoted in a problem, its body is JSON that says it, in valid UTF-8 and without control characters. */
class ProblemJsonPropertiesTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Property(seed = Mutations.SEED)
    void any_text_can_be_told(@ForAll("texts") String detail, @ForAll("texts") String extra)
            throws CharacterCodingException {
        Problem problem = Problem.of(400, "some_code", "Title " + extra, detail)
                .with("offending", extra)
                .with("all", List.of(extra, detail))
                .with("code", "another");

        byte[] bytes =
                ProblemJson.write(problem, "0af7651916cd43dd8448eb211c80319c").bytes();

        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        assertThat(text.chars()).allMatch(c -> c >= ' ' && c < 0x7f);
        JsonNode json = JSON.readTree(bytes);
        assertThat(json.get("detail").stringValue()).isEqualTo(detail);
        assertThat(json.get("title").stringValue()).isEqualTo("Title " + extra);
        assertThat(json.get("offending").stringValue()).isEqualTo(extra);
        assertThat(json.get("all").get(1).stringValue()).isEqualTo(detail);
        assertThat(json.get("code").stringValue()).isEqualTo("some_code");
        assertThat(json.get("status").intValue()).isEqualTo(400);
    }

    @Provide
    Arbitrary<String> texts() {
        return Mutations.of(
                "plain",
                "\"quoted\" \\ and \r\n more",
                "\u0000\u001f\u007f\u009f",
                "\ud83d\ude00",
                "\ud800",
                "a\udc00b",
                "</script>");
    }
}
