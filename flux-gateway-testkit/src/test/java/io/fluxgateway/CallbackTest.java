package io.fluxgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.exchange.WebhookSecret;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionManifestBuilder;
import io.fluxgateway.function.RetryPolicy;
import io.fluxgateway.invocation.InMemoryInvocationQueue;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationFilter;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.project.CallbackSettings;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.LoopbackHost;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From {@code x-flux-callback} to the receiver. */
final class CallbackTest {
    private final WebhookSecret secret = WebhookSecret.generate();
    private final InMemoryKeyStore keys = new InMemoryKeyStore();
    private final InMemoryInvocationQueue queue = new InMemoryInvocationQueue();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private volatile String answer = "HTTP/1.1 204 No Content\r\n\r\n";
    private String key;
    private RawUpstream receiver;
    private String origin;
    private Gateway gateway;

    private record Received(RawClient.Response head, String body) {}

    @BeforeEach
    void start() throws Exception {
        key = new ProjectKeys("shop", keys)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();
        receiver = new RawUpstream((connection, number) -> {
            RawClient.Response head = connection.head();
            int length = Integer.parseInt(Objects.requireNonNull(head.header("content-length")));
            received.add(new Received(head, new String(connection.bytes(length), StandardCharsets.UTF_8)));
            connection.send(answer);
        });
        origin = "http://127.0.0.1:" + receiver.port();
        gateway = Gateway.builder("shop")
                .keys(keys)
                .queue(queue)
                .settings(allowing(origin))
                .function("send_receipt", request -> FluxFunction.Response.text(201, "sent"))
                .function("refuse", request -> FluxFunction.Response.text(422, "no"))
                .function("fail", request -> {
                    throw new IllegalStateException("thrown by a test");
                })
                .routes(RouteTable.of(
                        java("send_receipt").async().build(),
                        java("refuse").async().build(),
                        java("fail")
                                .async(new RetryPolicy(
                                        1, RetryPolicy.Backoff.FIXED, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                                .build()))
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        receiver.close();
    }

    @Test
    void theResultOfACallIsPostedSignedToWhereItsCallerWants() throws Exception {
        LoopbackHost accepted = call("send_receipt", origin + "/hooks?of=shop");
        assertThat(accepted.status()).isEqualTo(202);

        Received post = received.poll(20, TimeUnit.SECONDS);

        String requestId = Objects.requireNonNull(accepted.header("x-request-id"));
        assertThat(post.head().statusLine()).isEqualTo("POST /hooks?of=shop HTTP/1.1");
        assertThat(post.head().header("x-request-id")).isEqualTo(requestId);
        assertThat(post.body())
                .startsWith("{\"requestId\":\"" + requestId
                        + "\",\"function\":\"send_receipt\",\"status\":\"succeeded\",\"attempts\":1,")
                .contains("\"response\":{\"status\":201,", "\"body\":\"sent\"");
        String id = Objects.requireNonNull(post.head().header("webhook-id"));
        assertThat(id).matches("[0-9a-f]{32}").isNotEqualTo(requestId);
        long timestamp = Long.parseLong(Objects.requireNonNull(post.head().header("webhook-timestamp")));
        assertThat(timestamp)
                .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 60);
        assertThat(post.head().header("webhook-signature"))
                .isEqualTo(secret.sign(id, timestamp, post.body().getBytes(StandardCharsets.UTF_8)));
        await().until(() ->
                callback().invocation().kind() == Kind.CALLBACK && callback().status() == InvocationStatus.SUCCEEDED);
        assertThat(callback().invocation().id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"refuse, failed, 422", "fail, dead, function_error"})
    void aCallThatDoesNotSucceedIsToldOfOnceThatIsFinal(String function, String status, String why) throws Exception {
        call(function, origin);

        assertThat(received.poll(20, TimeUnit.SECONDS).body()).contains("\"status\":\"" + status + "\"", why);
    }

    @Test
    void aReceiverThatFailsIsAskedAgainLaterUnderTheSameIdAndARedirectGoesNowhere() throws Exception {
        answer = "HTTP/1.1 302 Found\r\nlocation: " + origin + "/elsewhere\r\n\r\n";
        call("send_receipt", origin + "/hooks");
        await().until(() ->
                callback().invocation().kind() == Kind.CALLBACK && callback().last() != null);

        assertThat(callback().status()).isEqualTo(InvocationStatus.QUEUED);
        assertThat(callback().attempts()).isEqualTo(1);
        assertThat(callback().dueAt()).isAfter(Instant.now());
        assertThat(received).hasSize(1);
    }

    @Test
    void aReceiverThatWantsNoMoreIsAskedNoMore() throws Exception {
        answer = "HTTP/1.1 410 Gone\r\n\r\n";
        call("send_receipt", origin);

        await().until(() -> callback().status() == InvocationStatus.FAILED);
    }

    @Test
    void anOriginThatIsTakenBackIsRefusedFromThenOn() throws Exception {
        assertThat(call("send_receipt", "http://127.0.0.1:1/").body()).contains("\"callback_origin_not_allowed\"");

        gateway.settings(allowing("https://other.example"));
        assertThat(call("send_receipt", origin).body()).contains("\"callback_origin_not_allowed\"");

        gateway.settings(ProjectSettings.DEFAULT);
        LoopbackHost off = call("send_receipt", origin);
        assertThat(off.status()).isEqualTo(400);
        assertThat(off.body()).contains("\"callback_not_enabled\"");
        assertThat(list()).isEmpty();
    }

    @Test
    void aUrlThatIsNoneIs400AndNothingIsQueued() throws Exception {
        for (String url : List.of("nonsense", "ftp://a", origin + "/#here")) {
            LoopbackHost answered = call("send_receipt", url);
            assertThat(answered.status()).isEqualTo(400);
            assertThat(answered.body()).contains("\"callback_invalid\"");
        }
        LoopbackHost twice = request("send_receipt")
                .with("x-flux-callback", origin)
                .with("x-flux-callback", origin)
                .sendTo(gateway::handle);
        assertThat(twice.status()).isEqualTo(400);
        assertThat(list()).isEmpty();
    }

    /** The callback; while there is none yet, the call. */
    private InvocationState callback() {
        List<InvocationState> all = list();
        return all.stream()
                .filter(state -> state.invocation().kind() == Kind.CALLBACK)
                .findFirst()
                .orElse(all.get(0));
    }

    private List<InvocationState> list() {
        return queue.list(new InvocationFilter(null, null, "", 10))
                .toCompletableFuture()
                .join();
    }

    private LoopbackHost call(String function, String callback) {
        return request(function).with("x-flux-callback", callback).sendTo(gateway::handle);
    }

    private LoopbackHost request(String function) {
        return LoopbackHost.request("POST", "/" + function).withKey(key).withBody("{}");
    }

    private ProjectSettings allowing(String allowed) {
        return ProjectSettings.DEFAULT
                .withPlan("team")
                .withCallbacks(new CallbackSettings(List.of(allowed), true, secret, null));
    }

    private static FunctionManifestBuilder java(String name) {
        return FunctionManifest.named(name).runtime("java");
    }
}
