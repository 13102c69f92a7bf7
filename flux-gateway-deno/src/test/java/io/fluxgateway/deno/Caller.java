package io.fluxgateway.deno;

import java.util.Locale;
import java.util.stream.Stream;

/** One of many requests, with the fields by which the gateway tells a function where it stands in its trace. */
record Caller(int number) {
    String traceId() {
        return String.format(Locale.ROOT, "%032x", number + 0x1000);
    }

    /** The function's own span. */
    String spanId() {
        return String.format(Locale.ROOT, "%016x", number + 0x2000);
    }

    /** The gateway's span, as a request hands it on. */
    String traceparent() {
        return "00-" + traceId() + "-" + String.format(Locale.ROOT, "%016x", number + 0x3000) + "-03";
    }

    /** Names and values. */
    String[] headers(String... more) {
        return Stream.concat(
                        Stream.of(
                                "x-request-id",
                                traceId(),
                                "x-flux-span",
                                spanId(),
                                "traceparent",
                                traceparent(),
                                "x-who",
                                marker()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** What the function can write into everything it does for this request. */
    String marker() {
        return "<caller " + number + ">";
    }
}
