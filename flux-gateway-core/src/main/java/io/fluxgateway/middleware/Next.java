package io.fluxgateway.middleware;

import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;

/** The rest of the pipeline. Immutable, shared by all requests, callable from any thread. */
public interface Next {
    /** Passes the exchange on. Does not throw: what a later step throws is answered. */
    Handled proceed(Exchange exchange);
}
