package io.fluxgateway.auth;

/** The project already has a key of that name. */
public final class KeyNameTakenException extends Exception {
    private static final long serialVersionUID = 1L;

    public KeyNameTakenException(String project, String name) {
        super("project \"" + project + "\" already has a key named \"" + name + "\"");
    }
}
