package io.fluxgateway.undertow;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Knows how many requests are under way, and lets them finish when the server stops. Thread-safe. */
final class DrainHandler implements HttpHandler, ExchangeCompletionListener {
    private final HttpHandler next;
    private final Object lock = new Object();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean draining;

    DrainHandler(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        underWay.incrementAndGet();
        exchange.addExchangeCompleteListener(this);
        if (draining) {
            exchange.setPersistent(false); // tells the client with Connection: close
        }
        next.handleRequest(exchange);
    }

    @Override
    public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
        if (underWay.decrementAndGet() == 0 && draining) {
            synchronized (lock) {
                lock.notifyAll();
            }
        }
        nextListener.proceed();
    }

    /** Waits until no request is under way, at most that long. Requests that still come are the last on their connection. */
    void drain(long millis) throws InterruptedException {
        draining = true;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (lock) {
            long left = millis;
            while (underWay.get() > 0 && left > 0) {
                lock.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        }
    }
}
