package io.fluxgateway.servlet;

import java.io.IOException;

/** Thrown into the container to have it break the client's connection off: the response cannot be finished. */
final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOffException() {
        super("the response cannot be finished, so its connection is broken off");
    }

    /** Says where nothing of interest happened. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
