package io.fluxgateway.trace;

import io.fluxgateway.exchange.RequestIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request stands in a distributed trace (W3C Trace Context level 2).
 *
 * @param traceId      32 lower-case hexadecimal digits, not all zero; the request ID at the same time
 * @param parentSpanId the caller's span, 16 digits; null if the trace starts here
 * @param flags        the {@linkplain #SAMPLED sampled} and {@linkplain #RANDOM random} flags; others are not handed on
 * @param state        the {@code tracestate} to hand on; null if there is none
 */
record TraceContext(
        String traceId,
        @Nullable String parentSpanId,
        int flags,
        @Nullable String state) {
    /** The caller may have recorded its part. */
    static final int SAMPLED = 1;
    /** At least the last seven bytes of the trace ID are random (level 2 section 3.2.2.5.2). */
    static final int RANDOM = 2;

    private static final int TRACE_ID_START = 3;
    private static final int SPAN_ID_START = 36;
    private static final int FLAGS_START = 53;
    private static final int LENGTH = 55;

    /**
     * The context that a request brings; null unless there is exactly one {@code traceparent} and it is valid (section
     * 3.2.2).
     */
    static @Nullable TraceContext parse(List<String> traceparent, List<String> tracestate) {
        if (traceparent.size() != 1) {
            return null;
        }
        String text = traceparent.get(0);
        boolean shape = text.length() >= LENGTH
                && text.charAt(2) == '-'
                && text.charAt(SPAN_ID_START - 1) == '-'
                && text.charAt(FLAGS_START - 1) == '-';
        if (!shape || !isHex(text, 0, 2) || text.startsWith("ff") || !isHex(text, FLAGS_START, LENGTH)) {
            return null;
        }
        boolean knownVersion = text.startsWith("00");
        boolean rightEnd = text.length() == LENGTH || (!knownVersion && text.charAt(LENGTH) == '-');
        if (!rightEnd) {
            return null;
        }
        if (!isId(text, TRACE_ID_START, SPAN_ID_START - 1) || !isId(text, SPAN_ID_START, FLAGS_START - 1)) {
            return null;
        }
        int flags = Character.digit(text.charAt(LENGTH - 1), 16) & (SAMPLED | RANDOM);
        return new TraceContext(
                text.substring(TRACE_ID_START, SPAN_ID_START - 1),
                text.substring(SPAN_ID_START, FLAGS_START - 1),
                flags,
                TraceState.toHandOn(tracestate));
    }

    /** A trace that starts here. */
    static TraceContext start() {
        return new TraceContext(RequestIds.requestId(), null, SAMPLED | RANDOM, null);
    }

    /** The {@code traceparent} that goes to a function, with the gateway's span as the parent. */
    String traceparent(String spanId) {
        return "00-" + traceId + "-" + spanId + "-0" + flags;
    }

    static boolean isTraceId(String text) {
        return text.length() == 32 && isId(text, 0, 32);
    }

    private static boolean isId(String text, int from, int to) {
        boolean zero = true;
        for (int i = from; i < to; i++) {
            zero &= text.charAt(i) == '0';
        }
        return !zero && isHex(text, from, to);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
