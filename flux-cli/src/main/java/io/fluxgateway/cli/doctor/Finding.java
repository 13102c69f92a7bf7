package io.fluxgateway.cli.doctor;

import java.util.Locale;

/**
 * What one check found.
 *
 * @param check what was looked at, in a word
 * @param mend  what to do about it; empty if there is nothing to do
 */
public record Finding(String check, Result result, String message, String mend) {
    /** How it is. */
    public enum Result {
        OK,
        WARNING,
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding ok(String check, String message) {
        return new Finding(check, Result.OK, message, "");
    }

    public static Finding warning(String check, String message, String mend) {
        return new Finding(check, Result.WARNING, message, mend);
    }

    public static Finding failed(String check, String message, String mend) {
        return new Finding(check, Result.FAILED, message, mend);
    }

    /** The message and what to do. */
    public String text() {
        return (mend.isEmpty() ? message : message + "; " + mend).replace('\n', ' ');
    }
}
