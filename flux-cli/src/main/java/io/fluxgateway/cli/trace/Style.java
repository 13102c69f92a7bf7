package io.fluxgateway.cli.trace;

/** Colours (ECMA-48 section 8.3.117), or none. */
public enum Style {
    PLAIN,
    COLOURED;

    private static final String RESET = "\u001b[0m";
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;

    /** What is there to be read second. */
    public String faint(String text) {
        return with("\u001b[2m", text);
    }

    public String bold(String text) {
        return with("\u001b[1m", text);
    }

    public String bad(String text) {
        return with("\u001b[31m", text);
    }

    /** In the colour of what the status says. */
    public String byStatus(int status, String text) {
        if (status >= FIRST_SERVER_ERROR) {
            return bad(text);
        }
        return with(status >= FIRST_CLIENT_ERROR ? "\u001b[33m" : "\u001b[32m", text);
    }

    private String with(String start, String text) {
        return this == PLAIN || text.isBlank() ? text : start + text + RESET;
    }
}
