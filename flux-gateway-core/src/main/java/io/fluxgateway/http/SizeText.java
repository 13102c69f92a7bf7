package io.fluxgateway.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of bytes as users write them: a whole number and its unit, {@code 512KB}, {@code 2MB}, {@code 1GB}, or without a
 * unit in bytes. A KB is 1024 bytes.
 */
public final class SizeText {
    private static final int MOST_DIGITS = 12;
    private static final String[] UNITS = {"", "KB", "MB", "GB"};
    private static final int UNIT_BITS = 10;

    private SizeText() {}

    /** The number of bytes; null if the text is none. */
    public static @Nullable Long parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        boolean leadingZero = digits > 1 && text.charAt(0) == '0';
        if (digits == 0 || digits > MOST_DIGITS || leadingZero) {
            return null;
        }
        String unit = text.substring(digits).toUpperCase(Locale.ROOT);
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(unit)) {
                return Long.parseLong(text.substring(0, digits)) << (i * UNIT_BITS);
            }
        }
        return null;
    }

    /** Whether a {@code Content-Length}, if there is one, is a number and no larger. */
    public static boolean isAtMost(@Nullable String contentLength, long most) {
        if (contentLength == null) {
            return true;
        }
        try {
            return Long.parseLong(contentLength) <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The text in the largest unit that says it without a fraction. */
    public static String of(long bytes) {
        int unit = 0;
        long amount = bytes;
        while (unit < UNITS.length - 1 && amount != 0 && amount % (1L << UNIT_BITS) == 0) {
            amount >>= UNIT_BITS;
            unit++;
        }
        return amount + UNITS[unit];
    }
}
