package io.fluxgateway.cli.trace;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times, durations and texts of others, as a terminal shows them. */
final class Texts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);
    private static final double NANOS_A_MILLI = 1_000_000;
    private static final int WHOLE_MILLIS = 100;
    private static final int ONE_DECIMAL = 10;

    private Texts() {}

    static String time(Instant instant, ZoneId zone) {
        return TIME.format(instant.atZone(zone));
    }

    static String millis(Instant instant, ZoneId zone) {
        return MILLIS.format(instant.atZone(zone));
    }

    static String date(Instant instant, ZoneId zone) {
        return DATE.format(instant.atZone(zone));
    }

    /** In milliseconds, with as many decimals as make sense: {@code 0.38 ms}, {@code 41.2 ms}, {@code 1200 ms}. */
    static String of(Duration duration) {
        double millis = duration.toNanos() / NANOS_A_MILLI;
        String format = millis >= WHOLE_MILLIS ? "%.0f ms" : millis >= ONE_DECIMAL ? "%.1f ms" : "%.2f ms";
        return String.format(Locale.ROOT, format, millis);
    }

    /** In whole milliseconds. */
    static String rounded(Duration duration) {
        return String.format(Locale.ROOT, "%.0f ms", duration.toNanos() / NANOS_A_MILLI);
    }

    /** Without what would make a terminal do something: control characters become visible, but for line ends and tabs. */
    static String harmless(String text) {
        if (text.chars().noneMatch(Texts::isHarmful)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.chars().forEach(c -> {
            if (isHarmful(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                shown.append((char) c);
            }
        });
        return shown.toString();
    }

    private static boolean isHarmful(int c) {
        return (Character.isISOControl(c) && c != '\n' && c != '\t') || Character.getType(c) == Character.FORMAT;
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
