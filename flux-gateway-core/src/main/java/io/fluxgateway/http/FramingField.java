package io.fluxgateway.http;

import java.nio.ByteBuffer;

/** The fields that say where a message ends and whom it is for. */
enum FramingField {
    HOST("host"),
    CONTENT_LENGTH("content-length"),
    TRANSFER_ENCODING("transfer-encoding"),
    /** No trailer. */
    AUTHORIZATION("authorization"),
    RESERVED(Http1Violation.FIELD),
    OTHER("");

    /** Longest name of them. */
    static final int LONGEST = 17;

    private final String text;

    FramingField(String text) {
        this.text = text;
    }

    /** Whether a name could be one of them, by its length and its beginning. */
    static boolean mayBe(ByteBuffer bytes, int from, int end) {
        return switch (end - from) {
            case 4 -> (bytes.get(from) | 0x20) == 'h';
            case 13 -> (bytes.get(from) | 0x20) == 'a';
            case 14 -> true;
            case 17 -> (bytes.get(from) | 0x20) == 't';
            default -> false;
        };
    }

    /** Which one has that name, in any case. */
    static FramingField of(Captured name) {
        FramingField likely = switch (name.size()) {
            case 4 -> HOST;
            case 13 -> AUTHORIZATION;
            case 14 -> Octets.lower(name.at(0)) == 'c' ? CONTENT_LENGTH : RESERVED;
            case 17 -> TRANSFER_ENCODING;
            default -> OTHER;
        };
        return likely != OTHER && name.is(likely.text) ? likely : OTHER;
    }
}
