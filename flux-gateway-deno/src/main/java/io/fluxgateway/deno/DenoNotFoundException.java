package io.fluxgateway.deno;

/** There is no Deno to be had. The message lists where it was looked for, and how to get one. */
public final class DenoNotFoundException extends Exception {
    private static final long serialVersionUID = 1L;

    DenoNotFoundException(String message) {
        super(message);
    }
}
