package io.fluxgateway.route;

import io.fluxgateway.exchange.HostExchange;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** A host that knows a method and a path and keeps a status: all that routing needs. Anything else fails the test. */
final class HeadOnlyHost {
    private HeadOnlyHost() {}

    static HostExchange of(String method, String path) {
        AtomicInteger status = new AtomicInteger();
        return (HostExchange) Proxy.newProxyInstance(
                HostExchange.class.getClassLoader(),
                new Class<?>[] {HostExchange.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "method" -> method;
                    case "rawPath" -> path;
                    case "isCommitted" -> false;
                    case "responseStatus" -> status.get();
                    case "setResponseStatus" -> {
                        status.set((Integer) arguments[0]);
                        yield null;
                    }
                    case "setResponseHeader", "respond", "onComplete" -> null;
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }
}
