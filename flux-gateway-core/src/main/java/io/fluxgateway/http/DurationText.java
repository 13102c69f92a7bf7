package io.fluxgateway.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lengths of time as users write them: a whole number and its unit, {@code 500ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}. */
public final class DurationText {
    private static final int MOST_DIGITS = 9;

    private DurationText() {}

    /** The length of time; null if the text is none. */
    public static @Nullable Duration parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        boolean leadingZero = digits > 1 && text.charAt(0) == '0';
        if (digits == 0 || digits > MOST_DIGITS || leadingZero) {
            return null;
        }
        long amount = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> null;
        };
    }

    /** The text in the largest unit that says it without a fraction; milliseconds if none does. */
    public static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3_600 != 0) {
            return duration.toMinutes() + "m";
        }
        return seconds % 86_400 != 0 ? duration.toHours() + "h" : duration.toDays() + "d";
    }
}
