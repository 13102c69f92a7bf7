package io.fluxgateway.undertow.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** As much of ASN.1's DER (X.690) as key files need. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    static final int CONTEXT_0 = 0xA0;

    private static final int LONG_FORM = 0x80;
    private static final int MAX_LENGTH_BYTES = 3;

    private Der() {}

    /** One value with its tag and length. */
    static byte[] of(int tag, byte[]... contents) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        all.write(tag);
        if (length < LONG_FORM) {
            all.write(length);
        } else {
            int bytes = length > 0xFFFF ? MAX_LENGTH_BYTES : length > 0xFF ? 2 : 1;
            all.write(LONG_FORM | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                all.write(length >> (8 * i));
            }
        }
        for (byte[] content : contents) {
            all.writeBytes(content);
        }
        return all.toByteArray();
    }

    /**
     * The contents of the first value of a kind.
     *
     * @param values one after the other
     * @return null if there is none, or the values are malformed before it
     */
    static byte @Nullable [] first(int tag, byte[] values) {
        ByteBuffer in = ByteBuffer.wrap(values);
        while (in.remaining() >= 2) {
            int found = in.get() & 0xFF;
            int length = length(in);
            if (length < 0 || length > in.remaining()) {
                return null;
            }
            byte[] contents = new byte[length];
            in.get(contents);
            if (found == tag) {
                return contents;
            }
        }
        return null;
    }

    private static int length(ByteBuffer in) {
        int first = in.get() & 0xFF;
        if (first < LONG_FORM) {
            return first;
        }
        int bytes = first & ~LONG_FORM;
        if (bytes == 0 || bytes > MAX_LENGTH_BYTES || bytes > in.remaining()) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = (length << 8) | (in.get() & 0xFF);
        }
        return length;
    }
}
