package io.fluxgateway.cli;

/** A command cannot do what it was asked for. The message is one line for the user. */
final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
