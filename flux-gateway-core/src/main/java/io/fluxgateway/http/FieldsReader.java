package io.fluxgateway.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads field lines up to the empty line behind them (RFC 9112 section 5), in whatever pieces they come. Reused. */
final class FieldsReader {
    private enum At {
        LINE_START,
        NAME,
        VALUE_START,
        VALUE,
        LF,
        LAST_LF,
        END
    }

    /** Told of the fields that matter to framing. */
    interface Sink {
        /** The value is without white space around it. */
        @Nullable
        Http1Violation field(FramingField field, Captured value);
    }

    private final Sink sink;
    private final int most;
    private final Captured name = new Captured(FramingField.LONGEST);
    private final Captured value = new Captured(Authority.LONGEST);
    private At at = At.LINE_START;
    private FramingField field = FramingField.OTHER;
    private int count;
    private @Nullable Http1Violation violation;

    /** @param most fields */
    FieldsReader(Sink sink, int most) {
        this.sink = sink;
        this.most = most;
    }

    void reset() {
        at = At.LINE_START;
        count = 0;
        violation = null;
    }

    boolean isOver() {
        return at == At.END;
    }

    @Nullable
    Http1Violation violation() {
        return violation;
    }

    /** Reads on; returns the index of the first octet that was not read, or is the first wrong one. */
    int read(ByteBuffer bytes, int from, int to) {
        int i = from;
        while (i < to && at != At.END && violation == null) {
            int next = at == At.LINE_START ? afterPlainLine(bytes, i, to) : i;
            if (next > i) {
                i = next;
                continue;
            }
            i = switch (at) {
                case NAME -> name(bytes, i, to);
                case VALUE -> value(bytes, i, to);
                default -> one(bytes.get(i), i);
            };
        }
        return i;
    }

    /** The end of a line that is there whole, in order, and of no matter to framing, as most are; else where it begins. */
    private int afterPlainLine(ByteBuffer bytes, int from, int to) {
        int colon = Octets.afterToken(bytes, from, to);
        if (colon == from || colon == to || bytes.get(colon) != ':' || FramingField.mayBe(bytes, from, colon)) {
            return from;
        }
        int end = Octets.afterValue(bytes, colon + 1, to);
        boolean plain = end + 1 < to && bytes.get(end) == '\r' && bytes.get(end + 1) == '\n' && count < most;
        if (!plain) {
            return from;
        }
        count++;
        return end + 2;
    }

    private int name(ByteBuffer bytes, int from, int to) {
        int end = Octets.afterToken(bytes, from, to);
        name.add(bytes, from, end);
        if (end == to) {
            return end;
        }
        if (bytes.get(end) != ':' || name.size() == 0) {
            violation = Http1Violation.FIELD_NAME;
            return end;
        }
        field = FramingField.of(name);
        value.clear();
        at = At.VALUE_START;
        return end + 1;
    }

    private int value(ByteBuffer bytes, int from, int to) {
        int end = Octets.afterValue(bytes, from, to);
        if (field != FramingField.OTHER) {
            value.add(bytes, from, end);
        }
        if (end == to) {
            return end;
        }
        int octet = bytes.get(end);
        if (octet == '\r') {
            at = At.LF;
        } else {
            violation = octet == '\n' ? Http1Violation.LINE_END : Http1Violation.FIELD_VALUE;
            return end;
        }
        return end + 1;
    }

    /** An octet that decides where it goes on; returns the index to go on at. */
    private int one(int octet, int index) {
        switch (at) {
            case LINE_START -> {
                return lineStart(octet, index);
            }
            case VALUE_START -> {
                if (octet != ' ' && octet != '\t') {
                    at = At.VALUE;
                    return index;
                }
            }
            case LF -> {
                at = At.LINE_START;
                violation = octet == '\n' ? told() : Http1Violation.LINE_END;
            }
            default -> {
                at = At.END;
                violation = octet == '\n' ? null : Http1Violation.LINE_END;
            }
        }
        return violation == null ? index + 1 : index;
    }

    private int lineStart(int octet, int index) {
        if (octet == '\r') {
            at = At.LAST_LF;
            return index + 1;
        }
        if (octet == ' ' || octet == '\t') {
            violation = Http1Violation.FOLDED;
        } else if (octet == '\n') {
            violation = Http1Violation.LINE_END;
        } else if (++count > most) {
            violation = Http1Violation.FIELD_COUNT;
        }
        name.clear();
        at = At.NAME;
        return index;
    }

    private @Nullable Http1Violation told() {
        if (field == FramingField.OTHER) {
            return null;
        }
        value.strip();
        return sink.field(field, value);
    }
}
