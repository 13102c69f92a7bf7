package io.fluxgateway.function;

import io.fluxgateway.function.RetryPolicy.Backoff;
import io.fluxgateway.http.DurationText;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Reads {@code retry} of a function, with all its mistakes. */
final class RetryReader {
    private static final List<String> FIELDS = List.of("attempts", "backoff", "initial", "max");

    private RetryReader() {}

    /** What is said there, with the default in place of what is not, or is wrong and reported. */
    static RetryPolicy read(ObjectFields fields, ProblemSink problems) {
        fields.refuseUnknown(FIELDS);
        Integer attempts = fields.integer("attempts", 1, RetryPolicy.MOST_ATTEMPTS);
        Backoff backoff = fields.text("backoff", RetryReader::backoff);
        Duration initial = fields.text("initial", text -> duration("retry.initial", text));
        Duration max = fields.text("max", text -> duration("retry.max", text));
        Duration first = initial == null ? RetryPolicy.DEFAULT_INITIAL : initial;
        if (max != null && max.compareTo(first) < 0) {
            problems.at(
                    fields.line("max"),
                    "retry.max " + Quoted.text(DurationText.of(max)) + " (expected at least as long as retry.initial, "
                            + DurationText.of(first) + ")");
            max = null;
        }
        Duration longest = first.compareTo(RetryPolicy.DEFAULT_MAX) > 0 ? first : RetryPolicy.DEFAULT_MAX;
        return new RetryPolicy(
                attempts == null ? RetryPolicy.DEFAULT_ATTEMPTS : attempts,
                backoff == null ? Backoff.EXPONENTIAL : backoff,
                first,
                max == null ? longest : max);
    }

    private static Backoff backoff(String text) {
        return Arrays.stream(Backoff.values())
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElseThrow(() -> FieldRules.refuse("retry.backoff", text, "exponential or fixed"));
    }

    private static Duration duration(String field, String text) {
        Duration wait = DurationText.parse(text);
        if (wait == null || !RetryPolicy.isWait(wait)) {
            throw FieldRules.refuse(field, text, "100ms to 24h, such as \"500ms\", \"1s\" or \"5m\"");
        }
        return wait;
    }
}
