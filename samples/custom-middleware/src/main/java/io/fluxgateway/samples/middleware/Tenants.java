package io.fluxgateway.samples.middleware;

import io.fluxgateway.exchange.AttributeKey;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.Problem;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks a directory which tenant a key belongs to, and tells the function. The directory answers when it can: no thread
 * waits for it, and an answer that is already there costs nothing.
 */
final class Tenants implements Middleware {
    /** For the middlewares that come later. */
    static final AttributeKey<String> TENANT = AttributeKey.of("tenant");

    private final Function<String, CompletionStage<Optional<String>>> directory;

    /**
     * @param directory the tenant of the key with that name
     */
    Tenants(Function<String, CompletionStage<Optional<String>>> directory) {
        this.directory = directory;
    }

    @Override
    public Handled handle(Exchange exchange, Next next) throws Exception {
        Caller caller = exchange.caller();
        if (caller == null) {
            throw new IllegalStateException("tenants come after authentication");
        }
        return exchange.await(directory.apply(caller.keyName()), (e, tenant) -> {
            if (tenant.isEmpty()) {
                return e.reject(Problem.of(
                        403, "tenant_unknown", "No tenant", "The key " + caller.keyName() + " belongs to no tenant."));
            }
            e.put(TENANT, tenant.get());
            e.forwardHeader("x-tenant", tenant.get()); // in place of one that the client made up
            return next.proceed(e);
        });
    }
}
