package io.fluxgateway.deployment;

import java.util.regex.Pattern;

/**
 * A file of a {@link Bundle}.
 *
 * @param path   relative to the project folder, its parts separated by {@code /}; never leads out of it
 * @param sha256 of its content, in 64 hexadecimal digits
 * @param size   in bytes
 */
public record BundleFile(String path, String sha256, long size) {
    private static final int LONGEST_PATH = 1_024;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * @throws IllegalArgumentException if the path could lead out of the project, or this is no SHA-256
     */
    public BundleFile {
        checkPath(path);
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256: \"" + sha256 + "\" (expected: 64 hexadecimal digits)");
        }
        if (size < 0) {
            throw new IllegalArgumentException("size: " + size + " (expected: at least 0)");
        }
    }

    /** A path of a bundle comes from a store: whoever wrote it must not choose where else a file is written. */
    static String checkPath(String path) {
        boolean plain = path.length() <= LONGEST_PATH
                && path.indexOf('\\') < 0
                && path.chars().noneMatch(Character::isISOControl);
        for (String part : path.split("/", -1)) {
            plain &= !part.isEmpty() && !part.equals(".") && !part.equals("..") && !part.contains(":");
        }
        if (!plain) {
            throw new IllegalArgumentException("path: \"" + printable(path)
                    + "\" (expected: a path inside the project, of at most " + LONGEST_PATH
                    + " characters, without \"..\", \":\", backslashes and control characters)");
        }
        return path;
    }

    private static String printable(String path) {
        return path.replaceAll("\\p{Cntrl}", "?");
    }
}
