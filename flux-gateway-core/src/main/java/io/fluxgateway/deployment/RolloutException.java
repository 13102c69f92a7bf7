package io.fluxgateway.deployment;

/** A deployment did not go live. The message is for the user, and says what is live. */
public final class RolloutException extends Exception {
    private static final long serialVersionUID = 1L;

    RolloutException(String message) {
        super(message);
    }
}
