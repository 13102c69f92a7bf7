package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.GatewayBuilder;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.route.RouteTable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How large a request's body may be. */
interface BodyCases extends HostCases {
    /** Of the gateway. */
    int MAX = 1_000;

    /** Functions on three runtimes, each with the gateway's limit and with one of its own. */
    private GatewayBuilder bounded(int upstreamPort) {
        return contract()
                .builder(upstreamPort)
                .maxBody(MAX)
                .routes(RouteTable.of(List.of(
                        at("echo", "java", "/echo").build(),
                        at("up", "java", "/up")
                                .url("http://127.0.0.1:" + upstreamPort)
                                .build(),
                        at("app", "host", "/app").build(),
                        at("large-up", "java", "/large-up")
                                .url("http://127.0.0.1:" + upstreamPort)
                                .maxBody(2 * MAX)
                                .build(),
                        at("large-app", "host", "/large-app").maxBody(2 * MAX).build(),
                        at("small-up", "java", "/small-up")
                                .url("http://127.0.0.1:" + upstreamPort)
                                .maxBody(10)
                                .build())));
    }

    private static io.fluxgateway.function.FunctionManifestBuilder at(String name, String runtime, String path) {
        return FunctionManifest.named(name).runtime(runtime).method(Method.POST).route(path);
    }

    private static Application reading(AtomicInteger read) {
        return call -> {
            read.addAndGet(call.body().readAllBytes().length);
            call.out().write('k');
        };
    }

    private String chunked(String path, int size) {
        StringBuilder body = new StringBuilder(head("POST " + path, "Transfer-Encoding: chunked"));
        for (int left = size; left > 0; left -= 100) {
            int chunk = Math.min(100, left);
            body.append(Integer.toHexString(chunk))
                    .append("\r\n")
                    .append("x".repeat(chunk))
                    .append("\r\n");
        }
        return body + "0\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/up", "/app"})
    default void aBodyUpToTheLimitIsTakenAndALargerOneIs413(String path) throws Exception {
        AtomicInteger read = new AtomicInteger();
        try (RawUpstream upstream = ForwardingCases.keepAnswering();
                RawClient client = connect(bounded(upstream.port()), reading(read))) {
            String full = "Content-Length: " + MAX;
            assertThat(client.exchange(head("POST " + path, full) + "x".repeat(MAX))
                            .status())
                    .isEqualTo(200);
            assertThat(client.exchange(chunked(path, MAX)).status()).isEqualTo(200);
            read.set(0);

            client.send(head("POST " + path, "Content-Length: " + (MAX + 1)));
            RawClient.Response refused = client.response();

            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.text()).contains("\"body_too_large\"");
            assertThat(read).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/up", "/app"})
    default void aBodyOfUnknownLengthIsCounted(String path) throws Exception {
        AtomicInteger read = new AtomicInteger();
        try (RawUpstream upstream = ForwardingCases.keepAnswering();
                RawClient client = connect(bounded(upstream.port()), reading(read))) {
            RawClient.Response refused =
                    client.sendUnlessClosed(chunked(path, MAX + 1)).response();

            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.text()).contains("\"body_too_large\"");
            assertThat(refused.header("x-request-id")).matches("[0-9a-f]{32}");
            assertThat(read).hasValue(0);
            soon().untilAsserted(() -> assertThat(contract().tracesOf(refused)).hasSize(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/up", "/app"})
    default void aClientThatWaitsToSendABodyOverTheLimitIsNotToldToContinue(String path) throws Exception {
        try (RawUpstream upstream = ForwardingCases.keepAnswering();
                RawClient client = connect(bounded(upstream.port()), reading(new AtomicInteger()))) {
            client.send(head("POST " + path, "Content-Length: " + (MAX + 1), "Expect: 100-continue"));

            RawClient.Response answer = client.response();
            assertThat((tellsToContinueBeforeTheGateway() ? client.response() : answer).status())
                    .isEqualTo(413);
            assertThat(upstream.connections()).hasValue(0);
        }
    }

    @Test
    default void aFunctionMayHaveALimitOfItsOwn() throws Exception {
        AtomicInteger read = new AtomicInteger();
        try (RawUpstream upstream = ForwardingCases.keepAnswering();
                RawClient client = connect(bounded(upstream.port()), reading(read))) {
            String large = "Content-Length: " + 2 * MAX;
            assertThat(client.exchange(head("POST /large-up", large) + "x".repeat(2 * MAX))
                            .status())
                    .isEqualTo(200);
            assertThat(client.exchange(chunked("/large-app", 2 * MAX)).status()).isEqualTo(200);
            assertThat(read).hasValue(2 * MAX);
            client.send(head("POST /small-up", "Content-Length: 11"));
            assertThat(client.response().status()).isEqualTo(413);
        }
    }
}
