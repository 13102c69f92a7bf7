package io.fluxgateway.undertow;

import io.fluxgateway.Gateway;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.testkit.Application;
import io.fluxgateway.testkit.HostContract;
import io.fluxgateway.testkit.RunningHost;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.HttpString;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

final class UndertowHostContractTest extends HostContract {
    @Override
    protected RunningHost start(Gateway gateway, Application application) throws Exception {
        return serve(gateway, application);
    }

    static RunningHost serve(Gateway gateway, Application application) throws Exception {
        FluxServer server = FluxServer.builder(handler(gateway, application))
                .port(0)
                .drainTimeout(Duration.ZERO)
                .start();
        return new RunningHost() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    static FluxHandler handler(Gateway gateway, Application application) {
        return new FluxHandler(gateway, handler(application));
    }

    static HttpHandler handler(Application application) {
        return new BlockingHandler(
                new HttpContinueReadHandler(exchange -> application.handle(new UndertowCall(exchange))));
    }

    /** Its client knows no interim answer but {@code 100 Continue}. */
    @Override
    public boolean skipsInterimAnswers() {
        return false;
    }

    /** What the guard refuses is answered by the gateway. */
    @Override
    public boolean seesRequest(String doubtful) {
        return true;
    }

    private record UndertowCall(HttpServerExchange exchange) implements Application.Call {
        @Override
        public String method() {
            return exchange.getRequestMethod().toString();
        }

        @Override
        public String path() {
            return exchange.getRequestPath();
        }

        @Override
        public @Nullable String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        @Override
        public InputStream body() {
            return exchange.getInputStream();
        }

        @Override
        public @Nullable Caller caller() {
            return FluxHandler.caller(exchange);
        }

        @Override
        public @Nullable String requestId() {
            return FluxHandler.requestId(exchange);
        }

        @Override
        public void status(int status) {
            exchange.setStatusCode(status);
        }

        @Override
        public void header(String name, String value) {
            exchange.getResponseHeaders().put(new HttpString(name), value);
        }

        @Override
        public OutputStream out() {
            return exchange.getOutputStream();
        }

        @Override
        public void later(Application.Task task) {
            exchange.dispatch(() -> {
                try {
                    task.run();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                } finally {
                    exchange.endExchange();
                }
            });
        }
    }
}
