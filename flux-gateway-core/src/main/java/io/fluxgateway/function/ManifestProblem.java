package io.fluxgateway.function;

import java.io.Serializable;

/**
 * One mistake in the functions of a project. Immutable.
 *
 * @param file    as shown to the user, relative to the project folder; empty if it is not about one file
 * @param line    from 1; 0 if it is not about one line
 * @param message the offending value and what was expected
 */
public record ManifestProblem(String file, int line, String message) implements Serializable {
    /** As compilers print it, {@code functions/a/flux.json:4: method "POTS" (expected one of GET, POST, ...)}. */
    @Override
    public String toString() {
        if (file.isEmpty()) {
            return message;
        }
        return line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
    }
}
