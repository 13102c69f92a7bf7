package io.fluxgateway.exchange;

/**
 * Proof that a step ended legally: it responded, or passed the exchange on. Only {@link Exchange} mints one, so a
 * middleware that forgets to do either does not compile.
 */
public final class Handled {
    static final Handled HANDLED = new Handled();

    private Handled() {}
}
