package io.fluxgateway.undertow;

import io.fluxgateway.Gateway;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.HostExchange;
import io.fluxgateway.exchange.Proceeding;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.ResponseCodeHandler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

    /**
     * Who makes a request that came to the application through the gateway.
     *
     * @return null if the request was passed on without authentication, or did not come through a gateway
     */
    public static @Nullable Caller caller(HttpServerExchange exchange) {
        Proceeding proceeding = exchange.getAttachment(UndertowExchange.PROCEEDING);
        return proceeding == null ? null : proceeding.caller();
    }

    /**
     * The ID of a request that came to the application through the gateway; its response carries it.
     *
     * @return null if it did not come through a gateway
     */
    public static @Nullable String requestId(HttpServerExchange exchange) {
        Proceeding proceeding = exchange.getAttachment(UndertowExchange.PROCEEDING);
        return proceeding == null ? null : proceeding.requestId();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        gateway.accept(new UndertowExchange(exchange, forwarder, next));
    }
}
