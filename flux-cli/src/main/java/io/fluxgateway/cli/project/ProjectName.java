package io.fluxgateway.cli.project;

import java.util.regex.Pattern;

/** What a project in a shared store may be called. */
public final class ProjectName {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private ProjectName() {}

    /**
     * The name, if it is one.
     *
     * @throws IllegalArgumentException if it is not; the message names it and what was expected
     */
    public static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("project: \"" + name
                    + "\" (expected: 1 to 63 characters of A-Z, a-z, 0-9, \".\", \"_\" and \"-\", starting with a letter or"
                    + " digit)");
        }
        return name;
    }
}
