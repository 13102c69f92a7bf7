package io.fluxgateway.samples.middleware;

import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Writes one line for each request when all of it is over, rejected ones included. */
final class AccessLog implements Middleware {
    private final Consumer<String> lines;

    AccessLog(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public Handled handle(Exchange exchange, Next next) {
        exchange.onComplete(over -> lines.accept("%s %s %d %s %d us"
                .formatted(
                        over.methodName(),
                        over.receivedPath(),
                        over.responseStatus(),
                        over.get(Tenants.TENANT),
                        TimeUnit.NANOSECONDS.toMicros(over.elapsedNanos()))));
        return next.proceed(exchange);
    }
}
