package io.fluxgateway.undertow;

import io.fluxgateway.http.Problem;
import io.fluxgateway.http.RequestFraming;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a request says about its framing and its protocol. */
final class RequestCheck {
    private RequestCheck() {}

    /** Why a request that Undertow let pass is to be refused; null if it is not. */
    static @Nullable Problem problemWith(HttpServerExchange exchange) {
        HeaderValues codings = exchange.getRequestHeaders().get(Headers.TRANSFER_ENCODING);
        return RequestFraming.problemWith(exchange.getProtocol().toString(), codings == null ? List.of() : codings);
    }

    /** True if the client asks for a protocol such as WebSocket, which cannot be forwarded; h2c may be ignored. */
    static boolean asksForUpgrade(HttpServerExchange exchange) {
        String upgrade = exchange.getRequestHeaders().getFirst(Headers.UPGRADE);
        return upgrade != null
                && !upgrade.equalsIgnoreCase("h2c")
                && HopByHop.namedIn(exchange.getRequestHeaders()).contains(Headers.UPGRADE);
    }
}
