package io.fluxgateway.cli;

import io.fluxgateway.exchange.Quota;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --limit} and {@code --burst}. */
final class LimitOptions {
    private static final int MINUTES_AN_HOUR = 60;
    private static final int SECONDS_A_MINUTE = 60;
    private static final int MOST_DIGITS = 9;

    @Option(
            names = "--limit",
            paramLabel = "500/min",
            description = "How many requests, such as 10/s, 500/min or 600/h.")
    private @Nullable String limit;

    @Option(
            names = "--burst",
            paramLabel = "1000",
            description = "How many of them at once. Default: as many as --limit allows in two minutes.")
    private @Nullable String burst;

    /**
     * What was asked for; null if nothing was.
     *
     * @throws IllegalArgumentException naming option, value and expectation
     */
    @Nullable
    Quota quota() {
        if (limit == null) {
            if (burst != null) {
                throw new IllegalArgumentException("--burst: \"" + burst + "\" (expected: with --limit)");
            }
            return null;
        }
        long perMinute = perMinute(limit);
        if (burst == null) {
            return Quota.perMinute(perMinute);
        }
        long most = Quota.maxBurst(perMinute);
        if (!isNumber(burst) || Long.parseLong(burst) < 1 || Long.parseLong(burst) > most) {
            throw TimeSpan.refuse("--burst", burst, "1 to " + most);
        }
        return new Quota(perMinute, Long.parseLong(burst));
    }

    private static long perMinute(String text) {
        int slash = text.indexOf('/');
        String count = text.substring(0, Math.max(0, slash));
        String unit = text.substring(slash + 1);
        if (!isNumber(count) || !(unit.equals("s") || unit.equals("min") || unit.equals("h"))) {
            throw TimeSpan.refuse("--limit", text, "requests per s, min or h, such as 10/s, 500/min or 600/h");
        }
        long requests = Long.parseLong(count);
        if (unit.equals("h") && requests % MINUTES_AN_HOUR != 0) {
            throw TimeSpan.refuse("--limit", text, "a whole number of requests a minute: with /h, a multiple of 60");
        }
        long perMinute = unit.equals("s")
                ? requests * SECONDS_A_MINUTE
                : unit.equals("h") ? requests / MINUTES_AN_HOUR : requests;
        if (perMinute < 1 || perMinute > Quota.MAX) {
            throw TimeSpan.refuse("--limit", text, "1/min to " + Quota.MAX + "/min");
        }
        return perMinute;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
