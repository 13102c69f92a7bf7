package io.fluxgateway.undertow;

/** A server that could not start. Its message is one line for people: what is wrong and what was expected. */
public final class ServerStartException extends Exception {
    private static final long serialVersionUID = 1L;

    ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
