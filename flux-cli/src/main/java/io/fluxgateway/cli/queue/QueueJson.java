package io.fluxgateway.cli.queue;

import io.fluxgateway.invocation.InvocationJson;
import io.fluxgateway.invocation.InvocationState;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Invocations for programs: what the status endpoint tells of them, one JSON object a line. */
public final class QueueJson {
    private static final int FIRST_NON_ASCII = 0x7f;

    private QueueJson() {}

    /** Without characters that would make a terminal do something: outside of ASCII there are only strings. */
    public static String of(InvocationState state) {
        String json = new String(InvocationJson.of(state), StandardCharsets.UTF_8);
        StringBuilder line = new StringBuilder(json.length());
        json.chars().forEach(c -> {
            if (c < FIRST_NON_ASCII) {
                line.append((char) c);
            } else {
                line.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return line.toString();
    }
}
