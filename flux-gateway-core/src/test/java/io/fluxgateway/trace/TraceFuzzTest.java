package io.fluxgateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends as its trace context, what is handed on is well-formed. The seed names a failing run. */
class TraceFuzzTest {
    private static final String VALID = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String ALPHABET = "0123456789abcdefABCDEFgz-_ ,=;\t\r\n\u0000\u00e4\u2028@*/.";
    private static final int ROUNDS = 50_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothingButAWellFormedContextIsHandedOn(long seed) {
        Random random = new Random(seed);
        int continued = 0;
        for (int i = 0; i < ROUNDS; i++) {
            List<String> traceparent = several(random, VALID);
            TraceContext context = TraceContext.parse(traceparent, several(random, "rojo=00f067aa0ba902b7,congo=t61"));
            if (context != null) {
                continued++;
                assertThat(context.traceparent("b7ad6b7169203331"))
                        .as("%s", traceparent)
                        .matches("00-[0-9a-f]{32}-b7ad6b7169203331-0[0-3]");
                assertThat(context.traceId()).isNotEqualTo("0".repeat(32));
                if (context.state() != null) {
                    assertThat(context.state())
                            .matches(
                                    "[a-z0-9][a-z0-9_*/@-]*=[ -+\\x2d-<>-~]+(,[a-z0-9][a-z0-9_*/@-]*=[ -+\\x2d-<>-~]+)*")
                            .hasSizeLessThanOrEqualTo(512);
                }
            }
        }
        assertThat(continued).as("contexts that were valid still").isBetween(ROUNDS / 50, ROUNDS);
    }

    private static List<String> several(Random random, String valid) {
        List<String> values = new ArrayList<>();
        for (int n = random.nextInt(10) < 8 ? 1 : random.nextInt(3); n > 0; n--) {
            values.add(mutated(random, valid));
        }
        return values;
    }

    private static String mutated(Random random, String valid) {
        StringBuilder text = new StringBuilder(valid);
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = text.isEmpty() ? 0 : random.nextInt(text.length());
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, c);
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
                case 2 -> text.insert(at, String.valueOf(c).repeat(random.nextInt(300)));
                default -> {
                    if (!text.isEmpty()) {
                        text.setCharAt(at, c);
                    }
                }
            }
        }
        return text.toString();
    }
}
