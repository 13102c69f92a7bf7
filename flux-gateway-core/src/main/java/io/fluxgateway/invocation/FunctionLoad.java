package io.fluxgateway.invocation;

import io.fluxgateway.exchange.CompletionHook;
import io.fluxgateway.exchange.Exchange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many requests each function works on, or has waiting. Thread-safe. */
final class FunctionLoad {
    private final int most;
    private final Map<String, Counter> byFunction = new ConcurrentHashMap<>();

    FunctionLoad(int most) {
        this.most = most;
    }

    /** Counts a request until it is over, if there is room for it. */
    boolean enter(String function, Exchange exchange) {
        Counter counter = byFunction.get(function);
        if (counter == null) {
            counter = byFunction.computeIfAbsent(function, name -> new Counter());
        }
        if (counter.underWay.incrementAndGet() > most) {
            counter.underWay.decrementAndGet();
            return false;
        }
        exchange.onComplete(counter);
        return true;
    }

    /** Shared by all requests of a function. */
    private static final class Counter implements CompletionHook {
        private final AtomicInteger underWay = new AtomicInteger();

        @Override
        public void completed(Exchange exchange) {
            underWay.decrementAndGet();
        }
    }
}
