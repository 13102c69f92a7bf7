package io.fluxgateway.cli.trace;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Times, durations and texts of others, as a terminal shows them. */
public final class Texts {
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

    public static String date(Instant instant, ZoneId zone) {
        return DATE.format(instant.atZone(zone));
    }

    /** In milliseconds, with as many decimals as make sense: {@code 0.38 ms}, {@code 41.2 ms}, {@code 1200 ms}. */
    public static String of(Duration duration) {
        double millis = duration.toNanos() / NANOS_A_MILLI;
        String format = millis >= WHOLE_MILLIS ? "%.0f ms" : millis >= ONE_DECIMAL ? "%.1f ms" : "%.2f ms";
        return String.format(Locale.ROOT, format, millis);
    }

    /** In whole milliseconds. */
    static String rounded(Duration duration) {
        return String.format(Locale.ROOT, "%.0f ms", duration.toNanos() / NANOS_A_MILLI);
    }

    /** One line of a text of others: what would make a terminal do something, or begin a line, becomes visible. */
    public static String line(String text) {
        if (text.codePoints().noneMatch(Texts::isHarmful)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isHarmful(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /** The lines of a text of others, each one harmless. */
    public static List<String> lines(String text) {
        return Arrays.stream(text.replace("\t", "    ").split("\n", -1))
                .map(Texts::line)
                .toList();
    }

    private static boolean isHarmful(int c) {
        return Character.isISOControl(c)
                || switch (Character.getType(c)) {
                    case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
                    default -> false;
                };
    }

    /** As much of a text as there is room for. */
    public static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
