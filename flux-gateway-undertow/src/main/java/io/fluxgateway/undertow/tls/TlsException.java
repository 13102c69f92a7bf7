package io.fluxgateway.undertow.tls;

/** A certificate or its private key cannot be used. The message is one line for the user and names the file. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1L;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
