package io.fluxgateway.cli;

/** The command cannot do what was asked. The message says why, in one line for the user. */
final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
