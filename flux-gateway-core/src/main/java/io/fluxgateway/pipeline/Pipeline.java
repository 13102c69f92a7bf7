package io.fluxgateway.pipeline;

import io.fluxgateway.exchange.ErrorHandler;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.util.List;

/** Links middlewares into one chain, once. Immutable and shared by all requests. */
public final class Pipeline {
    private final Next first;

    /**
     * @param steps  in the order in which a request passes them; the last one must not pass it on
     * @param errors answers what a step throws
     */
    public Pipeline(List<Middleware> steps, ErrorHandler errors) {
        Next next = exchange -> errors.handle(
                exchange, new IllegalStateException("the last step of the pipeline passed the exchange on"));
        for (int i = steps.size() - 1; i >= 0; i--) {
            next = new Link(steps.get(i), next, errors);
        }
        this.first = next;
    }

    /** Takes an exchange through all steps. Does not throw. */
    public Handled run(Exchange exchange) {
        return first.proceed(exchange);
    }

    private record Link(Middleware middleware, Next next, ErrorHandler errors) implements Next {
        @Override
        public Handled proceed(Exchange exchange) {
            try {
                return middleware.handle(exchange, next);
            } catch (Throwable e) {
                return errors.handle(exchange, e);
            }
        }
    }
}
