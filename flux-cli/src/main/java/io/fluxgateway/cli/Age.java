package io.fluxgateway.cli;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in one unit: {@code 2 days ago}. */
final class Age {
    private static final int DAYS_A_MONTH = 30;
    private static final int DAYS_A_YEAR = 365;

    private Age() {}

    static String of(Duration age) {
        if (age.toMinutes() < 1) {
            return "just now"; // also a little in the future, by another machine's clock
        }
        if (age.toHours() < 1) {
            return ago(age.toMinutes(), "minute");
        }
        if (age.toDays() < 1) {
            return ago(age.toHours(), "hour");
        }
        if (age.toDays() < 2 * DAYS_A_MONTH) {
            return ago(age.toDays(), "day");
        }
        if (age.toDays() < 2 * DAYS_A_YEAR) {
            return ago(age.toDays() / DAYS_A_MONTH, "month");
        }
        return ago(age.toDays() / DAYS_A_YEAR, "year");
    }

    /** How long until something is: {@code in 2 days}. */
    static String until(Instant now, Instant then) {
        Duration left = Duration.between(now, then);
        return left.toMinutes() < 1 ? "in less than a minute" : "in " + of(left).replace(" ago", "");
    }

    private static String ago(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s") + " ago";
    }
}
