package io.fluxgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.KeyLookup;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.limit.LoadLimits;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.LoopbackHost;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests when there is more to do than can be done. */
final class OverloadTest {
    private static final String ORIGIN = "https://shop.test";

    private final InMemoryKeyStore keys = new InMemoryKeyStore();
    private final TraceBuffer traces = new TraceBuffer();
    private final List<LoopbackHost> held = new ArrayList<>();
    private String key;
    private Gateway gateway;

    @BeforeEach
    void makeKey() throws Exception {
        key = new ProjectKeys("shop", keys)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void oneRequestMoreThanMayBeUnderWayIsRefusedBeforeAnythingIsDoneForIt() {
        AtomicInteger permits = new AtomicInteger();
        gateway = builder()
                .load(LoadLimits.DEFAULT.withMaxRequests(1))
                .settings(new ProjectSettings("free", List.of(ORIGIN)))
                .rateLimiter((id, plan) -> {
                    permits.incrementAndGet();
                    throw new IllegalStateException("not to be asked");
                })
                .before(Step.AUTHENTICATION, (exchange, next) -> exchange.proceedToHost())
                .build();
        hold("/orders");

        LoopbackHost second = request("/orders", host -> host.respond(200, ""))
                .with("Origin", ORIGIN)
                .sendTo(gateway::handle);

        assertThat(second.status()).isEqualTo(503);
        assertThat(second.header("Retry-After")).isEqualTo("1");
        assertThat(second.body()).contains("\"code\":\"overloaded\"");
        assertThat(second.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        Trace trace = traces.find(second.header("x-request-id")).get(0);
        assertThat(trace.problem()).isEqualTo("overloaded");
        assertThat(trace.decisions())
                .anySatisfy(decided -> assertThat(decided.decision().step()).isEqualTo(Step.LOAD));
        assertThat(permits).hasValue(0);

        release();
        assertThat(request("/orders", host -> host.respond(200, ""))
                        .sendTo(gateway::handle)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aFunctionThatIsBusyDoesNotTakeTheOthersAway() {
        gateway =
                builder().load(LoadLimits.DEFAULT.withMaxRequestsPerFunction(2)).build();
        hold("/orders");
        hold("/orders");

        LoopbackHost third = request("/orders", host -> host.respond(200, "")).sendTo(gateway::handle);

        assertThat(third.status()).isEqualTo(503);
        assertThat(third.header("Retry-After")).isEqualTo("1");
        assertThat(third.body()).contains("\"code\":\"function_busy\"");
        assertThat(request("/other", host -> host.respond(200, ""))
                        .sendTo(gateway::handle)
                        .status())
                .isEqualTo(200);

        release();
        assertThat(request("/orders", host -> host.respond(200, ""))
                        .sendTo(gateway::handle)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aHostThatStaysBehindHasSomeRefusedUntilItIsNotAnyMore() {
        gateway = builder()
                .load(LoadLimits.DEFAULT.withMaxLag(Duration.ofMillis(5)))
                .build();
        List<Integer> statuses = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!statuses.contains(503) && System.nanoTime() < end) {
            statuses.add(late());
        }
        assertThat(statuses).contains(200, 503);

        int inARow = 0;
        while (inARow < 100_000 && System.nanoTime() < end) {
            int status = request("/orders", host -> host.respond(200, ""))
                    .sendTo(gateway::handle)
                    .status();
            inARow = status == 200 ? inARow + 1 : 0;
        }
        assertThat(inARow).isEqualTo(100_000);
    }

    private int late() {
        return request("/orders", host -> host.respond(200, ""))
                .withLag(Duration.ofMillis(6))
                .sendTo(gateway::handle)
                .status();
    }

    @Test
    void guessesFromAnAddressThatFailedTooOftenAreNotLookedUpAnyMore() {
        AtomicInteger lookUps = new AtomicInteger();
        KeyDigest known = KeyDigest.of(key);
        gateway = builder()
                .failedAuthentications(new Quota(1, 3))
                .keys(new KeyLookup() {
                    @Override
                    public CompletionStage<ApiKey> find(KeyDigest digest) {
                        lookUps.incrementAndGet();
                        return keys.find(digest);
                    }

                    @Override
                    public boolean isWarm(KeyDigest digest) {
                        return digest.equals(known);
                    }
                })
                .build();

        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            statuses.add(LoopbackHost.request("GET", "/orders")
                    .withKey(ApiKeySecret.generate(ApiKeySecret.Mode.LIVE).reveal())
                    .sendTo(gateway::handle)
                    .status());
        }

        assertThat(statuses).containsExactly(401, 401, 401, 429, 429, 429);
        assertThat(lookUps).hasValue(3);
        assertThat(request("/orders", host -> host.respond(200, ""))
                        .sendTo(gateway::handle)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void badLimitsAreRefusedWhereTheyAreSet() {
        gateway = builder().build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadLimits.DEFAULT.withMaxRequests(0))
                .withMessage("maxRequests: 0 (expected: at least 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadLimits.DEFAULT.withMaxRequestsPerFunction(-1))
                .withMessage("maxRequestsPerFunction: -1 (expected: at least 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadLimits.DEFAULT.withMaxLag(Duration.ZERO))
                .withMessage("maxLag: PT0S (expected: at least 1 ms)");
    }

    private GatewayBuilder builder() {
        return Gateway.builder("shop")
                .keys(keys)
                .traces(traces)
                .settings(new ProjectSettings("team", List.of()))
                .rateLimiter((id, plan) -> java.util.concurrent.CompletableFuture.completedFuture(
                        new io.fluxgateway.limit.Permit(true, 1, Duration.ZERO)))
                .routes(RouteTable.of(
                        FunctionManifest.named("orders")
                                .runtime("host")
                                .method(Method.GET)
                                .build(),
                        FunctionManifest.named("other")
                                .runtime("host")
                                .method(Method.GET)
                                .build()));
    }

    private LoopbackHost request(String path, Consumer<LoopbackHost> application) {
        return LoopbackHost.request("GET", path).withKey(key).withApplication(application);
    }

    /** Sends a request that the application keeps. */
    private void hold(String path) {
        gateway.handle(request(path, held::add));
        assertThat(held).isNotEmpty();
    }

    private void release() {
        held.forEach(host -> host.respond(200, ""));
        held.clear();
    }
}
