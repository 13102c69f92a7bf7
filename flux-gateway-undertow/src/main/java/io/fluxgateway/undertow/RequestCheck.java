package io.fluxgateway.undertow;

import io.fluxgateway.http.ConnectionField;
import io.fluxgateway.http.Http1Violation;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.RequestFraming;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a request says about its framing and its protocol. */
final class RequestCheck {
    private static final HttpString REFUSED = new HttpString(Http1Violation.FIELD);

    private RequestCheck() {}

    /** Why a request that Undertow let pass is to be refused; null if it is not. */
    static @Nullable Problem problemWith(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        if (GuardedSource.of(exchange) != null
                && !isRefused(exchange)
                && !exchange.getRequestMethod().equals(Methods.TRACE)) {
            return null; // all that follows was looked at, octet by octet
        }
        Problem problem = RequestFraming.problemWith(
                exchange.getRequestMethod().toString(),
                exchange.getProtocol().toString(),
                name -> HopByHop.values(headers, HopByHop.name(name)));
        if (problem == null && exchange.isHostIncludedInRequestURI()) {
            problem = RequestFraming.problemWithAuthority(
                    RequestTarget.authority(exchange), headers.getFirst(Headers.HOST));
        }
        return problem == null && GuardedSource.of(exchange) == null ? problemWithFields(headers) : problem;
    }

    private static @Nullable Problem problemWithFields(HeaderMap headers) {
        for (long i = headers.fastIterateNonEmpty(); i != -1L; i = headers.fiNextNonEmpty(i)) {
            HeaderValues values = headers.fiCurrent(i);
            for (String value : values) {
                Problem problem =
                        RequestFraming.problemWithField(values.getHeaderName().toString(), value);
                if (problem != null) {
                    return problem;
                }
            }
        }
        return null;
    }

    /** Whether the request stands for one that was refused before Undertow saw it. */
    static boolean isRefused(HttpServerExchange exchange) {
        return exchange.getRequestHeaders().contains(REFUSED);
    }

    /** Undertow looks for {@code close} as the whole of the first {@code Connection}, and nowhere else. */
    static void closeIfAsked(HttpServerExchange exchange) {
        List<String> connection = HopByHop.values(exchange.getRequestHeaders(), Headers.CONNECTION);
        if (!connection.isEmpty()) {
            Set<String> names = ConnectionField.names(connection);
            if (names.contains("close") || (connection.size() > 1 && connection.contains("close"))) {
                exchange.setPersistent(false);
            }
        }
    }

    /** Whether the client asks for a protocol such as WebSocket, which cannot be forwarded. */
    static boolean asksForUpgrade(HttpServerExchange exchange) {
        return ConnectionField.asksForUpgrade(
                exchange.getRequestHeaders().getFirst(Headers.UPGRADE),
                HopByHop.values(exchange.getRequestHeaders(), Headers.CONNECTION));
    }
}
