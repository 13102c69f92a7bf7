package io.fluxgateway.undertow;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Knows how many requests are under way, and lets them finish when the server stops. Thread-safe. */
final class DrainHandler implements HttpHandler, ExchangeCompletionListener {
    /**
     * A client that was answered a moment ago does not know yet that the server stops, and may have sent the next request:
     * closing its connection would lose that one.
     */
    private static final long QUIET_NANOS = Duration.ofMillis(300).toNanos();

    private final HttpHandler next;
    private final Object lock = new Object();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean draining;
    private volatile long endedAt = System.nanoTime() - QUIET_NANOS;

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
        endedAt = System.nanoTime();
        if (!exchange.getConnection().isOpen()) {
            exchange.setPersistent(false); // or Undertow waits for its next request, and keeps it in memory
        }
        if (underWay.decrementAndGet() == 0 && draining) {
            synchronized (lock) {
                lock.notifyAll();
            }
        }
        nextListener.proceed();
    }

    /**
     * Waits until no request is under way and none is to be expected any more. Requests that still come are the last on
     * their connection.
     *
     * @param connections tells how many are open
     * @return how many requests were still under way after that time
     */
    int drain(Duration limit, IntSupplier connections) throws InterruptedException {
        draining = true;
        long end = System.nanoTime() + limit.toNanos();
        synchronized (lock) {
            for (long wait = wait(connections); wait > 0; wait = wait(connections)) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, Math.min(wait, left));
            }
        }
        return underWay.get();
    }

    /** How long to wait before looking again, in nanoseconds; 0 if all is over. */
    private long wait(IntSupplier connections) {
        if (underWay.get() > 0) {
            return Long.MAX_VALUE;
        }
        long quietIn = QUIET_NANOS - (System.nanoTime() - endedAt);
        return connections.getAsInt() == 0 ? 0 : Math.max(0, quietIn);
    }
}
