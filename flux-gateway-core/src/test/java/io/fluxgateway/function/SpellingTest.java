package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> FIELDS =
            List.of("name", "runtime", "route", "method", "async", "entry", "url", "timeout", "env", "permissions");

    @ParameterizedTest
    @CsvSource({
        "nmae, name",
        "Name, name",
        "names, name",
        "runtme, runtime",
        "rout, route",
        "routes, route",
        "meth, method",
        "METHOD, method",
        "asnyc, async",
        "entrypoint, entry",
        "urls, url",
        "uri, url",
        "time_out, timeout",
        "timeoutMs, timeout",
        "envs, env",
        "environment, env",
        "permission, permissions",
        "x, ",
        "e, ",
        "description, ",
        "memory, ",
        "'', "
    })
    void aWordThatIsCloseIsGuessedAndOthersAreNot(String word, @Nullable String meant) {
        assertThat(Spelling.closest(word, FIELDS)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({"name, name", "nam, nam", "namex, name"})
    void theClosestOfSeveralIsGuessed(String word, String meant) {
        assertThat(Spelling.closest(word, List.of("nam", "name"))).isEqualTo(meant);
    }
}
