package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The runtimes that need no process of their own. */
class RuntimesTest {
    private static final FluxFunction HELLO = request -> new FluxFunction.Response(200, new Headers(), new byte[0]);

    private final HttpRuntime http = new HttpRuntime();

    @ParameterizedTest
    @CsvSource({
        "http://example.com, http://example.com",
        "http://example.com/, http://example.com",
        "https://example.com/api/, https://example.com/api",
        "http://example.com:8080/a/b, http://example.com:8080/a/b",
        "https://example.com:443, https://example.com",
        "http://my_service:80, http://my_service",
        "http://[::1]:9000/x, http://[::1]:9000/x"
    })
    void anUpstreamUrlIsAnEndpoint(String url, String endpoint) throws Exception {
        assertThat(endpoint(upstream("a", url))).hasToString(endpoint);
        assertThat(endpoint(upstream("a", url)).isManaged()).isFalse();
    }

    @Test
    void functionsOnOneUrlShareItsEndpoint() throws Exception {
        Endpoint first = endpoint(upstream("a", "http://one"));
        assertThat(endpoint(upstream("b", "http://one"))).isSameAs(first);
        assertThat(endpoint(upstream("a", "http://two"))).isNotSameAs(first);
    }

    @Test
    void anEndpointIsClosedWhenNoFunctionIsLeftOnItsUrl() throws Exception {
        Endpoint one = endpoint(upstream("a", "http://one"));
        Endpoint two = endpoint(upstream("b", "http://two"));
        http.retain(
                List.of(upstream("b", "http://one"), FunctionManifest.named("c").build()));
        assertThat(one.isClosed()).isFalse();
        assertThat(two.isClosed()).isTrue();
        assertThat(endpoint(upstream("z", "http://one"))).isSameAs(one);
        assertThat(endpoint(upstream("b", "http://two"))).isNotSameAs(two);
    }

    @Test
    void aClosedRuntimeOpensNothing() throws Exception {
        Endpoint one = endpoint(upstream("a", "http://one"));
        http.close();
        http.close();
        assertThat(one.isClosed()).isTrue();
        assertThatThrownBy(() -> endpoint(upstream("a", "http://one")))
                .hasCauseInstanceOf(FunctionStartException.class)
                .hasMessageContaining("function \"a\": the gateway is shutting down");
    }

    @Test
    void requestsThatComeAtOnceShareOneEndpoint() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Endpoint>> opened = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                FunctionManifest function = upstream("f" + i, "http://one");
                opened.add(threads.submit(() -> {
                    start.await();
                    return endpoint(function);
                }));
            }
            start.countDown();
            Endpoint first = opened.get(0).get();
            for (Future<Endpoint> each : opened) {
                assertThat(each.get()).isSameAs(first);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFunctionWithoutUrlDoesNotStart() {
        assertThat(http.acquire(FunctionManifest.named("a").build())).isCompletedExceptionally();
    }

    @Test
    void javaFunctionsAreFoundByName() throws Exception {
        JavaRuntime java = new JavaRuntime(Map.of("hello", HELLO));
        assertThat(target(java, FunctionManifest.named("hello").runtime("java").build()))
                .isEqualTo(new Target.InProcess(HELLO));
    }

    @Test
    void aJavaFunctionThatIsNotRegisteredIsNamed() {
        FunctionManifest function =
                FunctionManifest.named("gone").runtime("java").build();
        assertThatThrownBy(() -> target(new JavaRuntime(Map.of("b", HELLO, "a", HELLO)), function))
                .hasCauseInstanceOf(FunctionStartException.class)
                .cause()
                .hasMessage("no Java function is registered as \"gone\" (registered: a, b)");
        assertThatThrownBy(() -> target(new JavaRuntime(Map.of()), function))
                .cause()
                .hasMessage("no Java function is registered as \"gone\" (none is)");
    }

    @Test
    void aJavaFunctionHasTheNameOfAFunction() {
        assertThatThrownBy(() -> new JavaRuntime(Map.of("No Name", HELLO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name \"No Name\" (expected ");
    }

    @Test
    void aHostFunctionIsTheRestOfTheApplication() throws Exception {
        HostRuntime host = new HostRuntime();
        assertThat(target(host, FunctionManifest.named("a").build())).isEqualTo(Target.Host.HOST);
        assertThat(List.of(host.name(), http.name(), new JavaRuntime(Map.of()).name()))
                .containsExactly("host", "http", "java");
    }

    private static FunctionManifest upstream(String name, String url) {
        return FunctionManifest.named(name).url(url).build();
    }

    private Endpoint endpoint(FunctionManifest function) throws Exception {
        return ((Target.Remote) target(http, function)).endpoint();
    }

    private static Target target(FunctionRuntime runtime, FunctionManifest function) throws Exception {
        CompletionStage<Target> stage = runtime.acquire(function);
        CompletableFuture<Target> future = stage.toCompletableFuture();
        assertThat(future).as("warm").isDone();
        return future.get();
    }
}
