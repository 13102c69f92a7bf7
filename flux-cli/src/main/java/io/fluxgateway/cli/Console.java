package io.fluxgateway.cli;

import io.fluxgateway.cli.trace.Style;
import java.io.PrintWriter;
import java.time.ZoneId;

/**
 * Where a command prints, and what it finds where it is called.
 *
 * @param out for the result
 * @param err for what is not part of the result
 */
record Console(PrintWriter out, PrintWriter err, Surroundings surroundings) {
    /** Prints a line of the result. */
    void out(String line) {
        out.println(line);
    }

    /** Prints a line for the user, that is not part of the result. */
    void err(String line) {
        err.println(line);
    }

    /** Whether nobody reads any more what is printed. */
    boolean isOutClosed() {
        return out.checkError();
    }

    Style style() {
        return surroundings.colours() ? Style.COLOURED : Style.PLAIN;
    }

    ZoneId zone() {
        return surroundings.clock().getZone();
    }
}
