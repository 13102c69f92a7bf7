package io.fluxgateway.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Tells an exchange how its asynchronous request ends, whoever made it asynchronous. */
final class Completion implements AsyncListener {
    private final ServletExchange exchange;

    Completion(ServletExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        AsyncTimeout.over(event.getAsyncContext());
        exchange.completed();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        AsyncTimeout.over(event.getAsyncContext());
        exchange.committing();
    }

    @Override
    public void onError(AsyncEvent event) {
        AsyncTimeout.over(event.getAsyncContext());
        if (event.getThrowable() != null) {
            exchange.applicationFailed(event.getThrowable());
        }
        exchange.committing();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this, event.getSuppliedRequest(), event.getSuppliedResponse());
    }
}
