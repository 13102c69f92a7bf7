package io.fluxgateway.cli.project;

import org.jspecify.annotations.Nullable;

/** There is no project where one was expected. The message is one line for the user. */
public final class NoProjectException extends Exception {
    private static final long serialVersionUID = 1L;

    public NoProjectException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
