package io.fluxgateway.deployment;

/** A content is not in the store, or is not what its name says. The message is one line for the user. */
public final class MissingContentException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong with which content. */
    public MissingContentException(String message) {
        super(message);
    }

    /** A content is not there. */
    public static MissingContentException of(String sha256) {
        return new MissingContentException("the store has no content " + sha256 + "; deploy again");
    }
}
