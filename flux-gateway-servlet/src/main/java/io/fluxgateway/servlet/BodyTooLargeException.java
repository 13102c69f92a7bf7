package io.fluxgateway.servlet;

import java.io.IOException;

/** The body of a request is larger than it may be. */
final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    BodyTooLargeException(long maxBytes) {
        super("the request body has more than " + maxBytes + " bytes");
    }
}
