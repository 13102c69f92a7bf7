package io.fluxgateway.limit;

import io.fluxgateway.exchange.CompletionHook;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Refuses requests before anything is done for them when there is more to do than can be done: 503 with {@code Retry-After},
 * so that those that are let through are answered as fast as ever.
 */
public final class LoadShedding implements Middleware {
    private static final Problem OVERLOADED = Problem.of(
                    Status.SERVICE_UNAVAILABLE,
                    "overloaded",
                    "Overloaded",
                    "The gateway has more to do than it can. Try again shortly.")
            .withHeader(HeaderNames.RETRY_AFTER, "1");

    private final int maxRequests;
    private final ShedShare share;
    private final AtomicInteger underWay = new AtomicInteger();
    private final CompletionHook ended = exchange -> underWay.decrementAndGet();

    public LoadShedding(LoadLimits limits) {
        maxRequests = limits.maxRequests();
        share = new ShedShare(limits.maxLag().toNanos(), System.nanoTime());
    }

    @Override
    public Handled handle(Exchange exchange, Next next) {
        if (underWay.get() >= maxRequests) {
            return refuse(exchange, Shed.TOO_MANY);
        }
        double shed = share.at(exchange.lagNanos(), System.nanoTime());
        if (shed > 0 && ThreadLocalRandom.current().nextDouble() < shed) {
            return refuse(exchange, Shed.LATE);
        }
        underWay.incrementAndGet();
        exchange.onComplete(ended);
        return next.proceed(exchange);
    }

    private static Handled refuse(Exchange exchange, Shed why) {
        exchange.record(why);
        return exchange.reject(OVERLOADED);
    }

    private enum Shed implements Decision {
        TOO_MANY("as many requests are under way as may"),
        LATE("requests wait too long until their turn comes");

        private final String why;

        Shed(String why) {
            this.why = why;
        }

        @Override
        public Step step() {
            return Step.LOAD;
        }

        @Override
        public String outcome() {
            return "overloaded";
        }

        @Override
        public String detail() {
            return why;
        }
    }
}
