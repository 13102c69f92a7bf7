package io.fluxgateway;

import org.jspecify.annotations.Nullable;

/** A deployment cannot be served. The message says why, for the user. */
public final class DeploymentException extends Exception {
    private static final long serialVersionUID = 1L;

    DeploymentException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
