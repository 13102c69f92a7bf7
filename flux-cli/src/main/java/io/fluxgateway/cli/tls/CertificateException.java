package io.fluxgateway.cli.tls;

/** The development certificate cannot be made or read. The message is one line for the user. */
public final class CertificateException extends Exception {
    private static final long serialVersionUID = 1L;

    CertificateException(String message) {
        super(message);
    }

    CertificateException(String message, Throwable cause) {
        super(message, cause);
    }
}
