package io.fluxgateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * An API key itself, as its owner holds it: {@code flx_live_} or {@code flx_test_}, 30 random base-62 characters, and a
 * checksum of 6 (CRC-32 of all before it, in base 62), so that a mistyped key is refused without a look-up. Shown once,
 * never stored; {@link #toString} hides it.
 */
public final class ApiKeySecret {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    /** By character; -1 for those that are no digits. */
    private static final byte[] DIGITS = digits();

    private static final String LIVE_PREFIX = "flx_live_";
    private static final String TEST_PREFIX = "flx_test_";
    private static final int PREFIX_LENGTH = LIVE_PREFIX.length();
    private static final int RANDOM_LENGTH = 30;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int CHECKED_LENGTH = PREFIX_LENGTH + RANDOM_LENGTH;
    private static final int LENGTH = CHECKED_LENGTH + CHECKSUM_LENGTH;
    private static final int PREVIEW_LENGTH = PREFIX_LENGTH + 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private ApiKeySecret(String text) {
        this.text = text;
    }

    /** What a key is for; part of the key, so that one can see it. */
    public enum Mode {
        LIVE,
        TEST
    }

    /** Makes a new key. */
    public static ApiKeySecret generate(Mode mode) {
        StringBuilder key = new StringBuilder(LENGTH).append(mode == Mode.LIVE ? LIVE_PREFIX : TEST_PREFIX);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            key.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        appendChecksum(key, checksum(key.toString()));
        return new ApiKeySecret(key.toString());
    }

    /** Whether the text has the shape and the checksum of a key. Says nothing of whether such a key was ever made. */
    public static boolean isWellFormed(String text) {
        if (text.length() != LENGTH || !(text.startsWith(LIVE_PREFIX) || text.startsWith(TEST_PREFIX))) {
            return false;
        }
        long checksum = 0;
        for (int i = PREFIX_LENGTH; i < LENGTH; i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0) {
                return false;
            }
            if (i >= CHECKED_LENGTH) {
                checksum = checksum * ALPHABET.length() + digit;
            }
        }
        return checksum == checksum(text);
    }

    /** Whether a key, or the preview of one, says of itself that it is for tests. */
    static boolean isTest(String text) {
        return text.startsWith(TEST_PREFIX);
    }

    /** The key. For its owner's eyes only. */
    public String reveal() {
        return text;
    }

    /** The form in which the key is stored and looked up. */
    public KeyDigest digest() {
        return KeyDigest.of(text);
    }

    /** The first characters, enough to recognise the key by: {@code flx_live_abc1}. */
    public String preview() {
        return text.substring(0, PREVIEW_LENGTH);
    }

    @Override
    public String toString() {
        return preview() + "...";
    }

    private static long checksum(String key) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(StandardCharsets.ISO_8859_1), 0, CHECKED_LENGTH);
        return crc.getValue();
    }

    private static void appendChecksum(StringBuilder key, long checksum) {
        long rest = checksum;
        char[] digits = new char[CHECKSUM_LENGTH];
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        key.append(digits);
    }

    private static int digit(char c) {
        return c < DIGITS.length ? DIGITS[c] : -1;
    }

    private static byte[] digits() {
        byte[] digits = new byte['z' + 1];
        Arrays.fill(digits, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            digits[ALPHABET.charAt(i)] = (byte) i;
        }
        return digits;
    }
}
