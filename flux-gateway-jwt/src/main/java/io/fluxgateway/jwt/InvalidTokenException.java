package io.fluxgateway.jwt;

/** Says why a token is not valid, in words of our own: nothing of the token is in its message. Without a stack trace. */
final class InvalidTokenException extends Exception {
    InvalidTokenException(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
