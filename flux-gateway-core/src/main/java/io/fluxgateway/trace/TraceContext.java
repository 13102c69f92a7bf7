package io.fluxgateway.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request stands in a distributed trace (W3C Trace Context level 2).
 *
 * @param traceId      32 lower-case hexadecimal digits, not all zero; the request ID at the same time
 * @param parentSpanId the caller's span, 16 digits; null if the trace starts here
 * @param sampled      the sampled flag
 * @param state        the {@code tracestate} to hand on; null if there is none
 */
record TraceContext(
        String traceId,
        @Nullable String parentSpanId,
        boolean sampled,
        @Nullable String state) {
    private static final int TRACE_ID_START = 3;
    private static final int SPAN_ID_START = 36;
    private static final int FLAGS_START = 53;
    private static final int LENGTH = 55;
    private static final int LONGEST_STATE = 512;

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
        boolean sampled = (Character.digit(text.charAt(LENGTH - 1), 16) & 1) == 1;
        return new TraceContext(
                text.substring(TRACE_ID_START, SPAN_ID_START - 1),
                text.substring(SPAN_ID_START, FLAGS_START - 1),
                sampled,
                state(tracestate));
    }

    /** The {@code traceparent} that goes to a function, with the gateway's span as the parent. */
    String traceparent(String spanId) {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    static boolean isTraceId(String text) {
        return text.length() == 32 && isId(text, 0, 32);
    }

    private static @Nullable String state(List<String> fields) {
        if (fields.isEmpty()) {
            return null;
        }
        String joined = String.join(",", fields);
        boolean printable = joined.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
        return joined.length() <= LONGEST_STATE && printable && !joined.isBlank() ? joined : null;
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
