package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private final List<ManifestProblem> problems = new ArrayList<>();

    @Test
    void valuesKnowTheirLines() {
        Json json = read("{", "  \"a\":", "    [true,", "     \"b\"],", "", "  \"c\": {\"d\": null}}");
        assertThat(json)
                .isEqualTo(new Json.Members(
                        1,
                        Map.of(
                                "a",
                                new Json.Member(
                                        2, new Json.Items(3, List.of(new Json.Flag(3, true), new Json.Text(4, "b")))),
                                "c",
                                new Json.Member(
                                        6,
                                        new Json.Members(
                                                6, Map.of("d", new Json.Member(6, new Json.Other(6, "null"))))))));
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesEndAsOnAnySystem(String end) {
        Json json = JsonReader.read(("{" + end + end + "\"a\": 1}").getBytes(StandardCharsets.UTF_8), sink());
        assertThat(json).isEqualTo(new Json.Members(1, Map.of("a", new Json.Member(3, new Json.Numeral(3, "1")))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a\" | \"a\"",
                "\"say \\\"hi\\\"\" | \"say \\\"hi\\\"\"",
                "true | true",
                "-1.50 | -1.50",
                "null | null",
                "[] | []",
                "[1] | [...]",
                "{} | {}",
                "{\"a\": 1} | {...}"
            })
    void messagesShowValuesAsTheyWereWritten(String text, String shown) {
        Json json = read(text);
        assertThat(json).isNotNull();
        assertThat(json == null ? "" : json.shown()).isEqualTo(shown);
    }

    @Test
    void eachRepeatedFieldIsToldAndTheFirstCounts() {
        Json json = read("{\"a\": 1,", "\"b\": {\"c\": 1, \"c\": 2},", "\"a\": 3}");
        assertThat(problems)
                .extracting(ManifestProblem::toString)
                .containsExactly(
                        "f.json:2: field \"c\" is there twice (first in line 2)",
                        "f.json:3: field \"a\" is there twice (first in line 1)");
        assertThat(json)
                .isInstanceOfSatisfying(
                        Json.Members.class,
                        object -> assertThat(object.byName())
                                .containsEntry("a", new Json.Member(1, new Json.Numeral(1, "1"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1",
                "' ' | 1",
                "[1 | 1",
                "{\"a\" | 1",
                "\"a | 1",
                "tru | 1",
                "01 | 1",
                "NaN | 1",
                "[1,] | 1",
                "1 2 | 1"
            })
    void whatIsNoJsonIsAProblem(String text, int line) {
        read(text);
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.message()).doesNotContain("\n").doesNotContain("Source:");
        });
    }

    @Test
    void brokenUtf8IsToldWithItsLine() {
        assertThat(JsonReader.read(new byte[] {'{', '\n', '\n', '"', (byte) 0xc3, '"'}, sink()))
                .isNull();
        assertThat(JsonReader.read(new byte[] {'"', (byte) 0xc3}, sink())).isNull();
        assertThat(problems).extracting(ManifestProblem::line).containsExactly(3, 1);
    }

    private @Nullable Json read(String... lines) {
        return JsonReader.read(String.join("\n", lines).getBytes(StandardCharsets.UTF_8), sink());
    }

    private ProblemSink sink() {
        return new ProblemSink("f.json", problems);
    }
}
