package io.fluxgateway.trace;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes request IDs and span IDs. Reads its random bytes in blocks, so that a request does not wait for them. */
final class RequestIds {
    private static final int BLOCK = 4096;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ThreadLocal<ByteBuffer> BYTES = ThreadLocal.withInitial(() -> ByteBuffer.allocate(0));
    private static final HexFormat HEX = HexFormat.of();

    private RequestIds() {}

    /** 128 random bits as 32 lower-case hexadecimal digits, never all zero: a W3C trace ID. */
    static String requestId() {
        return HEX.toHexDigits(nonZero()) + HEX.toHexDigits(nonZero());
    }

    /** 64 random bits as 16 lower-case hexadecimal digits, never all zero: a W3C parent ID. */
    static String spanId() {
        return HEX.toHexDigits(nonZero());
    }

    private static long nonZero() {
        ByteBuffer bytes = BYTES.get();
        long value = 0;
        while (value == 0) {
            if (bytes.remaining() < Long.BYTES) {
                byte[] block = new byte[BLOCK];
                RANDOM.nextBytes(block);
                bytes = ByteBuffer.wrap(block);
                BYTES.set(bytes);
            }
            value = bytes.getLong();
        }
        return value;
    }
}
