package io.fluxgateway.undertow;

import io.fluxgateway.http.ConnectionField;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.RequestFraming;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;

/** Reads what a request says about its framing and its protocol. */
final class RequestCheck {
    private RequestCheck() {}

    /** Why a request that Undertow let pass is to be refused; null if it is not. */
    static @Nullable Problem problemWith(HttpServerExchange exchange) {
        return RequestFraming.problemWith(
                exchange.getProtocol().toString(),
                HopByHop.values(exchange.getRequestHeaders(), Headers.TRANSFER_ENCODING));
    }

    /** Whether the client asks for a protocol such as WebSocket, which cannot be forwarded. */
    static boolean asksForUpgrade(HttpServerExchange exchange) {
        return ConnectionField.asksForUpgrade(
                exchange.getRequestHeaders().getFirst(Headers.UPGRADE),
                HopByHop.values(exchange.getRequestHeaders(), Headers.CONNECTION));
    }
}
