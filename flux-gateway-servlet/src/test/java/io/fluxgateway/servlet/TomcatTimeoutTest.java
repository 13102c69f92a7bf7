package io.fluxgateway.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.limit.Permit;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.Application;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RunningHost;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tomcat looks at the clock for each asynchronous request once a second, on a thread of its own that may come late. */
final class TomcatTimeoutTest {
    private static final Permit PERMIT = new Permit(true, 5, Duration.ofSeconds(1));

    private final BlockingQueue<Processor> waiting = new LinkedBlockingQueue<>();
    private final BlockingQueue<CompletableFuture<Permit>> decisions = new LinkedBlockingQueue<>();
    private final Http11NioProtocol protocol = new Http11NioProtocol() {
        @Override
        public void addWaitingProcessor(Processor processor) {
            super.addWaitingProcessor(processor);
            waiting.add(processor);
        }
    };
    private volatile Runnable clock = () -> {};

    @ParameterizedTest
    @ValueSource(strings = {"/orders/now", "/orders/later"})
    void aLookAtARequestThatIsOverTakesNothingFromTheNextOne(String path) throws Exception {
        Application application = call -> {
            byte[] id = String.valueOf(call.requestId()).getBytes(UTF_8);
            if (call.path().endsWith("later")) {
                call.later(() -> call.out().write(id));
            } else {
                call.out().write(id);
            }
        };
        InMemoryKeyStore keys = new InMemoryKeyStore();
        String key = new ProjectKeys("shop", keys)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();
        try (Gateway gateway = gateway(keys);
                RunningHost host = TomcatHost.start(protocol, "", context -> {
                    TomcatHost.register(context, new FluxFilter(gateway), true);
                    TomcatHost.register(context, new ApplicationServlet(application), true);
                });
                RawClient client = new RawClient(host.port())) {
            client.send(request(path, key));
            Processor processor = take(waiting);
            take(decisions).complete(PERMIT);
            assertThat(client.response().status()).isEqualTo(200);
            await().until(this::isIdle); // the processor was given back
            waiting.clear();

            clock = () -> processor.timeoutAsync(System.currentTimeMillis());
            client.send(request("/orders/now", key));
            assertThat(take(waiting)).isSameAs(processor);
            await().until(this::isIdle);
            take(decisions).complete(PERMIT);

            RawClient.Response answer = client.response();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(answer.header("x-request-id"));
        }
    }

    private Gateway gateway(InMemoryKeyStore keys) {
        return Gateway.builder("shop")
                .keys(keys)
                .rateLimiter((id, plan) -> {
                    clock.run();
                    CompletableFuture<Permit> decision = new CompletableFuture<>();
                    decisions.add(decision);
                    return decision;
                })
                .routes(RouteTable.of(FunctionManifest.named("orders")
                        .runtime("host")
                        .route("/orders/{rest...}")
                        .method(Method.GET)
                        .build()))
                .build();
    }

    /** Whether everything has been done that anything led to so far. */
    private boolean isIdle() {
        ThreadPoolExecutor threads = (ThreadPoolExecutor) protocol.getExecutor();
        return threads.getActiveCount() == 0 && threads.getQueue().isEmpty();
    }

    private static String request(String path, String key) {
        return RawClient.http("GET " + path + " HTTP/1.1", "Host: shop.test", "Authorization: Bearer " + key);
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(20, TimeUnit.SECONDS);
        assertThat(taken).isNotNull();
        return taken;
    }
}
