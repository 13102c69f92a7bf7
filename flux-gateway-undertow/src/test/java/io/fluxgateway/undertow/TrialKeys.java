package io.fluxgateway.undertow;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.KeyStore;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.Problem;
import io.fluxgateway.route.RouteTable;

final class TrialKeys {
    private TrialKeys() {}

    static Gateway readOnly(KeyStore keys, RouteTable routes) {
        // snippet
        Gateway gateway = Gateway.builder("my-app")
                .keys(keys)
                .routes(routes)
                .after(Step.AUTHENTICATION, (exchange, next) -> {
                    if (exchange.caller().keyName().startsWith("trial-") && exchange.method() != Method.GET) {
                        return exchange.reject(Problem.of(403, "trial_key", "Forbidden", "A trial key may only GET."));
                    }
                    return next.proceed(exchange);
                })
                .build();
        // end
        return gateway;
    }
}
