package io.fluxgateway.undertow;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.ForwardListener;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.Problem;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import io.fluxgateway.pipeline.ErrorMapper;
import io.fluxgateway.pipeline.Pipeline;
import io.fluxgateway.testkit.RawClient;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A real server with a {@link FluxHandler} in front of a pipeline of one step, and a record of how exchanges ended. */
final class TestGateway implements AutoCloseable {
    final Queue<ForwardFailure> failures = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> causes = new ConcurrentLinkedQueue<>();
    final AtomicInteger started = new AtomicInteger();
    final AtomicInteger completed = new AtomicInteger();
    final AtomicInteger commits = new AtomicInteger();
    private final FluxServer server;

    private TestGateway(Middleware step, HttpHandler next, ForwardOptions options, Consumer<FluxServerBuilder> more) {
        Pipeline pipeline = new Pipeline(List.of(TestGateway::refuse, step), new ErrorMapper());
        FluxServerBuilder builder = FluxServer.builder(new FluxHandler(
                host -> {
                    Exchange exchange = new Exchange(host, new ErrorMapper());
                    started.incrementAndGet();
                    exchange.requestId("0123456789abcdef0123456789abcdef");
                    exchange.onComplete(e -> completed.incrementAndGet());
                    exchange.beforeCommit(e -> {
                        commits.incrementAndGet();
                        e.setResponseHeader("x-committed", "yes");
                    });
                    pipeline.run(exchange);
                },
                next,
                options));
        builder.port(0).ioThreads(2).drainTimeout(Duration.ZERO);
        more.accept(builder);
        try {
            server = builder.start();
        } catch (ServerStartException e) {
            throw new AssertionError(e);
        }
    }

    /** As core does; without its check of the path, which has tests of its own. */
    private static Handled refuse(Exchange exchange, Next next) {
        Problem refusal = exchange.refusal();
        return refusal == null ? next.proceed(exchange) : exchange.reject(refusal);
    }

    /** Runs that step for each request. */
    static TestGateway running(Middleware step) {
        return running(step, ResponseCodeHandler.HANDLE_404);
    }

    static TestGateway running(Middleware step, ForwardOptions options) {
        return new TestGateway(step, ResponseCodeHandler.HANDLE_404, options, builder -> {});
    }

    static TestGateway running(Middleware step, HttpHandler next) {
        return new TestGateway(step, next, ForwardOptions.DEFAULT, builder -> {});
    }

    static TestGateway running(Middleware step, HttpHandler next, Consumer<FluxServerBuilder> more) {
        return new TestGateway(step, next, ForwardOptions.DEFAULT, more);
    }

    /** Forwards each request to that port. */
    static TestGateway to(int port) {
        return to(Endpoint.upstream("http", "127.0.0.1", port, ""), Duration.ofSeconds(10));
    }

    static TestGateway to(Endpoint endpoint, Duration limit) {
        return to(endpoint, limit, ForwardOptions.DEFAULT);
    }

    static TestGateway to(Endpoint endpoint, Duration limit, ForwardOptions options) {
        return to(endpoint, limit, options, builder -> {});
    }

    static TestGateway to(Endpoint endpoint, Duration limit, ForwardOptions options, Consumer<FluxServerBuilder> more) {
        Recorder recorder = new Recorder();
        TestGateway gateway = new TestGateway(
                (exchange, next) -> exchange.forward(endpoint, limit, recorder),
                ResponseCodeHandler.HANDLE_404,
                options,
                more);
        recorder.gateway = gateway;
        return gateway;
    }

    int port() {
        return server.port();
    }

    RawClient connect() throws IOException {
        return new RawClient(port());
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Recorder implements ForwardListener {
        volatile TestGateway gateway;

        @Override
        public @Nullable Problem responded(Exchange exchange, int status, Function<String, @Nullable String> header) {
            return header.apply("x-refuse") != null ? Problem.of(500, "refused", "Refused", "refused") : null;
        }

        @Override
        public Problem failed(Exchange exchange, ForwardFailure failure) {
            gateway.failures.add(failure);
            if (exchange.failure() != null) {
                gateway.causes.add(exchange.failure());
            }
            int status = switch (failure) {
                case UNREACHABLE, NO_RESPONSE -> 502;
                case TIME_LIMIT -> 504;
                case REQUEST_TOO_LARGE -> 413;
                case REQUEST_BROKEN -> 400;
                case REQUEST_TOO_SLOW -> 408;
                case UPGRADE_REQUESTED -> 501;
            };
            return Problem.of(status, failure.name(), "failed", "failed");
        }
    }
}
