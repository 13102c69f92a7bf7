package io.fluxgateway.undertow;

// snippet
import io.fluxgateway.Gateway;
import io.fluxgateway.auth.KeyStore;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.route.RouteTable;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;

final class EmbeddedApp {
    /** The application's own handler, behind keys, quotas, CORS and traces; and a server of somebody else's beside it. */
    static Undertow serve(HttpHandler application, KeyStore keys, int port) {
        Gateway gateway = Gateway.builder("my-app")
                .keys(keys)
                .routes(RouteTable.of(
                        FunctionManifest.named("list_orders")
                                .runtime("host")
                                .route("/orders")
                                .method(Method.GET)
                                .build(),
                        FunctionManifest.named("prices")
                                .url("http://prices.internal:8080")
                                .route("/prices/{product}")
                                .method(Method.GET)
                                .build()))
                .build();
        Undertow server = Undertow.builder()
                .addHttpListener(port, "127.0.0.1")
                .setHandler(new FluxHandler(gateway, application))
                .build();
        server.start();
        return server;
    }
}
// end
