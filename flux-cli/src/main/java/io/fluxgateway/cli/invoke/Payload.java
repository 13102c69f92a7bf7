package io.fluxgateway.cli.invoke;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the body of a request. */
public final class Payload {
    /** It is kept in memory; larger ones are for curl. */
    static final int MOST_BYTES = 16 << 20;

    private Payload() {}

    /**
     * What the user named: text, {@code @file}, or {@code -} for a stream.
     *
     * @throws IllegalArgumentException if it cannot be read, or is too large
     */
    public static byte[] read(String argument, Path folder, InputStream in) {
        byte[] bytes;
        try {
            if (argument.equals("-")) {
                bytes = in.readNBytes(MOST_BYTES + 1);
            } else if (argument.startsWith("@")) {
                try (InputStream file = Files.newInputStream(folder.resolve(argument.substring(1)))) {
                    bytes = file.readNBytes(MOST_BYTES + 1);
                }
            } else {
                bytes = argument.getBytes(StandardCharsets.UTF_8);
            }
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new IllegalArgumentException(
                    "--payload: \"" + argument + "\" (expected: a file that can be read: " + e + ")", e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("--payload: more than " + (MOST_BYTES >> 20) + " MiB (expected: less)");
        }
        return bytes;
    }

    /**
     * Makes sure that it is one JSON text (RFC 8259).
     *
     * @throws IllegalArgumentException with the place of what is wrong
     */
    public static void checkJson(byte[] bytes) {
        String wrong;
        try {
            if (!JsonMapper.shared().readTree(bytes).isMissingNode()) {
                return;
            }
            wrong = "empty";
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String place = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            wrong = place
                    + (e instanceof StreamReadException ? firstLine(e.getOriginalMessage()) : "more than one value");
        }
        throw new IllegalArgumentException(
                "--payload: " + wrong + " (expected: JSON; or name another type with --header \"Content-Type: ...\")");
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
