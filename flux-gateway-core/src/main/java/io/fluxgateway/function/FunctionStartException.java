package io.fluxgateway.function;

/** A function could not be started. The message says why, for the operator's log; it is not shown to callers. */
public final class FunctionStartException extends Exception {
    private static final long serialVersionUID = 1L;

    public FunctionStartException(String message) {
        super(message);
    }

    public FunctionStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
