package io.fluxgateway.servlet;

import io.fluxgateway.exchange.Caller;
import java.security.Principal;

/** The caller as a principal: its name is the key's. */
record CallerPrincipal(Caller caller) implements Principal {
    @Override
    public String getName() {
        return caller.keyName();
    }
}
