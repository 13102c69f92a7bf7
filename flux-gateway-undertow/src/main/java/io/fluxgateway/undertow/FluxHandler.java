package io.fluxgateway.undertow;

import io.fluxgateway.Gateway;
import io.fluxgateway.exchange.HostExchange;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.ResponseCodeHandler;
import java.util.function.Consumer;

/**
 * The gateway as an Undertow handler. Requests that the gateway does not end itself go on to the next handler.
 *
 * <p>Limits of the request are the server's own ({@code UndertowOptions}, {@code RequestLimit}). Thread-safe.
 */
public final class FluxHandler implements HttpHandler {
    private final Consumer<HostExchange> gateway;
    private final HttpHandler next;
    private final Forwarder forwarder;

    /** A gateway in front of nothing else: a request for the host application is answered 404. */
    public FluxHandler(Gateway gateway) {
        this(gateway, ResponseCodeHandler.HANDLE_404);
    }

    /**
     * A gateway in front of an application.
     *
     * @param next handles the requests of {@code host} functions
     */
    public FluxHandler(Gateway gateway, HttpHandler next) {
        this(gateway, next, ForwardOptions.DEFAULT);
    }

    /**
     * A gateway in front of an application.
     *
     * @param next    handles the requests of {@code host} functions
     * @param options how requests are forwarded
     */
    public FluxHandler(Gateway gateway, HttpHandler next, ForwardOptions options) {
        this(gateway::handle, next, options);
    }

    FluxHandler(Consumer<HostExchange> gateway, HttpHandler next, ForwardOptions options) {
        this.gateway = gateway;
        this.next = next;
        this.forwarder = new Forwarder(options);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        gateway.accept(new UndertowExchange(exchange, forwarder, next));
    }
}
