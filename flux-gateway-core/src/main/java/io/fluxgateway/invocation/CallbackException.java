package io.fluxgateway.invocation;

import java.io.IOException;

/** A callback could not be delivered. The message is for people. */
final class CallbackException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;

    CallbackException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** Stable, as {@link Outcome#error} has it. */
    String code() {
        return code;
    }
}
