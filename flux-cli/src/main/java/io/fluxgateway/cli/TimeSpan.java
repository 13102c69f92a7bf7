package io.fluxgateway.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Lengths of time and moments as users write them: {@code 90d}, {@code 2027-01-31T00:00:00Z}. */
final class TimeSpan {
    private static final int MOST_DIGITS = 6;

    private TimeSpan() {}

    /**
     * Reads a length of time.
     *
     * @param option  whose value it is
     * @param example of what was expected
     * @throws IllegalArgumentException naming option, value and expectation
     */
    static Duration parse(String option, String text, String example) {
        if (!isSpan(text)) {
            throw refuse(option, text, "a number and s, m, h or d, such as " + example);
        }
        return span(text);
    }

    /**
     * Reads when something ends: a moment, or how long from now.
     *
     * @param option whose value it is
     * @throws IllegalArgumentException naming option, value and expectation, also if that is not in the future
     */
    static Instant end(String option, String text, Instant now) {
        Instant end = isSpan(text) ? now.plus(span(text)) : moment(option, text);
        if (!end.isAfter(now)) {
            throw refuse(option, text, "in the future");
        }
        return end;
    }

    private static Instant moment(String option, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw refuse(
                    option, text, "a number and s, m, h or d, such as 90d, or a moment such as 2027-01-31T00:00:00Z");
        }
    }

    private static boolean isSpan(String text) {
        int digits = text.length() - 1;
        return digits >= 1
                && digits <= MOST_DIGITS
                && text.chars().limit(digits).allMatch(c -> c >= '0' && c <= '9')
                && "smhd".indexOf(text.charAt(digits)) >= 0;
    }

    private static Duration span(String text) {
        long amount = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    static IllegalArgumentException refuse(String option, String text, String expected) {
        return new IllegalArgumentException(option + ": \"" + text + "\" (expected: " + expected + ")");
    }
}
