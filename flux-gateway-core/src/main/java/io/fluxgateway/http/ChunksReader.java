package io.fluxgateway.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a body in chunks with its trailer section (RFC 9112 section 7.1), in whatever pieces it comes. Reused. */
final class ChunksReader implements FieldsReader.Sink {
    /** A chunk of up to 4 PiB; whole bodies are bounded elsewhere. */
    private static final int MOST_DIGITS = 13;

    private static final int MOST_EXTENSION_BYTES = 256;

    private enum At {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER,
        END
    }

    private final FieldsReader trailer;
    private final int mostTrailerBytes;
    private At at = At.SIZE;
    private long remaining;
    private int digits;
    private int extensionBytes;
    private int trailerBytes;
    private @Nullable Http1Violation violation;

    ChunksReader(Http1Limits limits) {
        this.trailer = new FieldsReader(this, limits.fields());
        this.mostTrailerBytes = limits.headBytes();
    }

    void reset() {
        at = At.SIZE;
        remaining = 0;
        digits = 0;
        extensionBytes = 0;
        trailerBytes = 0;
        trailer.reset();
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
            if (at == At.DATA) {
                int count = (int) Math.min(remaining, to - i);
                remaining -= count;
                i += count;
                at = remaining == 0 ? At.DATA_CR : At.DATA;
            } else if (at == At.TRAILER) {
                i = trailer(bytes, i, to);
            } else if (isRight(bytes.get(i))) {
                i++;
            } else {
                violation = Http1Violation.CHUNK;
            }
        }
        return i;
    }

    private boolean isRight(int octet) {
        switch (at) {
            case SIZE -> {
                return size(octet);
            }
            case EXTENSION -> {
                if (octet != '\r') {
                    return Octets.isValue(octet) && ++extensionBytes <= MOST_EXTENSION_BYTES;
                }
                at = At.SIZE_LF;
                return true;
            }
            case SIZE_LF -> {
                at = remaining == 0 ? At.TRAILER : At.DATA;
                return octet == '\n';
            }
            case DATA_CR -> {
                at = At.DATA_LF;
                return octet == '\r';
            }
            default -> {
                at = At.SIZE;
                digits = 0;
                extensionBytes = 0;
                return octet == '\n';
            }
        }
    }

    private boolean size(int octet) {
        int digit = Character.digit(octet, 16);
        if (digit >= 0) {
            remaining = remaining << 4 | digit;
            return ++digits <= MOST_DIGITS;
        }
        at = octet == ';' ? At.EXTENSION : At.SIZE_LF;
        return digits > 0 && (octet == ';' || octet == '\r');
    }

    /** A trailer section is for nobody: it is looked at, and nothing of it is handed on. */
    private int trailer(ByteBuffer bytes, int from, int to) {
        int i = trailer.read(bytes, from, Math.min(to, from + (mostTrailerBytes - trailerBytes)));
        trailerBytes += i - from;
        if (trailer.isOver()) {
            at = At.END;
        }
        if (trailer.violation() != null || (at != At.END && trailerBytes == mostTrailerBytes)) {
            violation = Http1Violation.TRAILER;
        }
        return i;
    }

    @Override
    public Http1Violation field(FramingField field, Captured value) {
        return Http1Violation.TRAILER;
    }
}
