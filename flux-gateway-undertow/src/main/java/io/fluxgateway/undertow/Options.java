package io.fluxgateway.undertow;

import java.time.Duration;

/** Checks of option values. */
final class Options {
    private Options() {}

    static int atLeastOne(String name, int value) {
        return inRange(name, value, 1, Integer.MAX_VALUE);
    }

    static int inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            String range = most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most;
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + range + ")");
        }
        return value;
    }

    static Duration positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        return value;
    }
}
