package io.fluxgateway.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in words. */
final class Ages {
    private final Clock clock;

    Ages(Clock clock) {
        this.clock = clock;
    }

    String of(Instant then) {
        Duration age = Duration.between(then, clock.instant());
        if (age.toDays() > 0) {
            return ago(age.toDays(), "day");
        }
        if (age.toHours() > 0) {
            return ago(age.toHours(), "hour");
        }
        return age.toMinutes() > 0 ? ago(age.toMinutes(), "minute") : "just now";
    }

    private static String ago(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s") + " ago";
    }
}
