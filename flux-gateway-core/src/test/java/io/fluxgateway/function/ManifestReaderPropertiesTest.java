package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Mutations;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in a {@code flux.json}: functions, or all that is wrong with file and line. Nothing else is thrown. */
class ManifestReaderPropertiesTest {
    private static final String GOOD = """
            {
              "functions": [
                { "name": "create_order", "runtime": "java", "route": "/orders/{id}/{rest...}", "method": "POST",
                  "async": true, "retry": {"attempts": 4, "backoff": "exponential", "initial": "1s", "max": "1m"} },
                { "name": "prices", "runtime": "http", "url": "https://prices.test:8443/base", "timeout": "30s" },
                { "name": "ö", "runtime": "host", "env": ["A"], "permissions": {"net": ["a.test:80"], "read": ["x"]} }
              ]
            }
            """;

    @Property(seed = Mutations.SEED)
    void any_bytes_are_functions_or_problems_with_their_lines(@ForAll("files") byte[] bytes) {
        int lines = 1
                + (int) new String(bytes, StandardCharsets.ISO_8859_1)
                        .chars()
                        .filter(c -> c == '\n' || c == '\r')
                        .count();
        try {
            List<FunctionManifest> functions = new ManifestReader().readResource(of(bytes), "flux.json");
            assertThat(functions).isNotEmpty().allSatisfy(function -> {
                assertThat(function.name()).matches("[a-z0-9][a-z0-9_-]{0,62}");
                assertThat(function.route().toString()).startsWith("/");
            });
        } catch (ManifestException e) {
            assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.file()).isEqualTo("classpath:flux.json");
                assertThat(problem.line()).isBetween(1, lines);
                assertThat(problem.message()).isNotBlank();
                assertThat(problem.message().chars()).noneMatch(Character::isISOControl);
            });
        }
    }

    private static ClassLoader of(byte[] bytes) {
        return new ClassLoader() {
            @Override
            public InputStream getResourceAsStream(String name) {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    @Provide
    Arbitrary<byte[]> files() {
        Arbitrary<byte[]> texts = Mutations.of(
                        GOOD,
                        GOOD.replace("\"POST\"", "\"POTS\"").replace("4,", "-1e99,"),
                        GOOD.replace("\n", "\r\n"),
                        "{\"functions\":[{\"name\":\"a\",\"runtime\":\"java\"}]}",
                        "[".repeat(40),
                        "\ufeff{}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> broken = Combinators.combine(
                        texts, Arbitraries.integers().between(0, 999), Arbitraries.bytes())
                .as((text, place, value) -> {
                    if (text.length > 0) {
                        text[place * text.length / 1_000] = value;
                    }
                    return text;
                });
        return Arbitraries.oneOf(
                texts, broken, Arbitraries.bytes().array(byte[].class).ofMaxSize(40));
    }
}
