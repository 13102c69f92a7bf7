package io.fluxgateway.samples.middleware;

import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.Problem;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.util.Set;

/** Refuses clients that are not on a list, before their key is looked at. */
final class AllowedAddresses implements Middleware {
    private final Set<String> allowed;

    AllowedAddresses(Set<String> allowed) {
        this.allowed = allowed;
    }

    @Override
    public Handled handle(Exchange exchange, Next next) {
        String client = String.valueOf(exchange.clientAddress()); // behind a trusted proxy: not the proxy's
        if (allowed.contains(client)) {
            return next.proceed(exchange);
        }
        return exchange.reject(Problem.of(
                403, "address_not_allowed", "Not from here", "Requests from " + client + " are not let through."));
    }
}
