package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application behind the gateway: what it streams, and how it fails. */
interface ApplicationCases extends HostCases {
    private void assertOneTrace(int status) {
        soon().untilAsserted(() -> assertThat(contract().traces).hasSize(1));
        assertThat(contract().traces.peek().status()).isEqualTo(status);
        assertThat(contract().permits).hasValue(1);
    }

    @Test
    default void whatTheApplicationFlushesLeavesAtOnceWithTheGatewaysFields() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawClient client = connect(contract().builder(0), call -> {
            call.header("Content-Length", "8");
            call.out().write("part".getBytes(UTF_8));
            call.out().flush();
            assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
            call.out().write("rest".getBytes(UTF_8));
        })) {
            RawClient.Response head = client.send(getting("/orders/1")).head();
            assertThat(head.header("ratelimit")).isNotNull();
            assertThat(client.bytes(4)).isEqualTo("part".getBytes(UTF_8));
            seen.countDown();
            assertThat(client.bytes(4)).isEqualTo("rest".getBytes(UTF_8));
            assertOneTrace(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 2_000, 4_000, 8_191, 8_192, 8_193, 16_384, 32_768, 65_536, 1_000_000})
    default void aBodyOfAnySizeHasTheGatewaysFieldsInItsHead(int size) throws Exception {
        try (RawClient client = connect(
                contract().builder(0), call -> call.out().write("x".repeat(size).getBytes(UTF_8)))) {
            for (int i = 0; i < 2; i++) {
                RawClient.Response answer = client.exchange(getting("/orders/1"));
                assertThat(answer.text()).hasSize(size);
                assertThat(answer.all("ratelimit")).hasSize(1);
                assertThat(answer.header("vary")).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 10_000})
    default void aBodyOfManySmallWritesHasTheGatewaysFieldsInItsHead(int part) throws Exception {
        byte[] bytes = "y".repeat(part).getBytes(UTF_8);
        int parts = 50_000 / part;
        try (RawClient client = connect(contract().builder(0), call -> {
            for (int i = 0; i < parts; i++) {
                call.out().write(bytes);
            }
        })) {
            RawClient.Response answer = client.exchange(getting("/orders/1"));
            assertThat(answer.text()).hasSize(50_000);
            assertThat(answer.all("ratelimit")).hasSize(1);
        }
    }

    @Test
    default void theApplicationStreamsLater() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawClient client = connect(
                contract().builder(0).rateLimiter(contract()::acquireLater),
                call -> call.later(() -> {
                    call.header("Content-Length", "8");
                    OutputStream out = call.out();
                    out.write("part".getBytes(UTF_8));
                    out.flush();
                    assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
                    out.write("rest".getBytes(UTF_8));
                }))) {
            assertThat(client.send(getting("/orders/1")).head().header("ratelimit"))
                    .isNotNull();
            assertThat(client.bytes(4)).isEqualTo("part".getBytes(UTF_8));
            seen.countDown();
            assertThat(client.bytes(4)).isEqualTo("rest".getBytes(UTF_8));
            assertOneTrace(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    default void anApplicationThatThrowsIsAnsweredByItsHost(boolean limitedLater) throws Exception {
        Application application = call -> {
            throw new IOException("on purpose");
        };
        try (RawClient client = connect(
                limitedLater
                        ? contract().builder(0).rateLimiter(contract()::acquireLater)
                        : contract().builder(0),
                application)) {
            RawClient.Response answer = client.exchange(getting("/orders/1"));
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("content-type")).isNotEqualTo("application/problem+json");
            assertThat(answer.all("x-request-id")).hasSize(1);
            assertThat(answer.all("ratelimit")).hasSize(1);
            assertOneTrace(500);
        }
    }

    @Test
    default void anAnswerThatIsOnItsWayIsNeverWrittenToAgain() throws Exception {
        try (RawClient client = connect(contract().builder(0), call -> {
            call.header("Content-Length", "8");
            call.out().write("part".getBytes(UTF_8));
            call.out().flush();
            throw new IOException("on purpose");
        })) {
            RawClient.Response head = client.send(getting("/orders/1")).head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.all("x-request-id")).hasSize(1);
            assertThat(client.bytes(4)).isEqualTo("part".getBytes(UTF_8));
            assertThatThrownBy(() -> client.bytes(4)).isInstanceOfAny(EOFException.class, SocketException.class);
            assertOneTrace(200);
        }
    }

    @Test
    default void anApplicationThatReadsNothingOfALargeBodyAnswers() throws Exception {
        try (RawClient client = connect(0)) {
            client.send(head("POST /orders/1", "Content-Length: 200000") + "x".repeat(200_000));
            assertThat(client.response().text()).isEqualTo("the application");
        }
    }

    @Test
    default void anApplicationReadsALargeBodyAfterALateDecision() throws Exception {
        try (RawClient client = connect(contract().builder(0).rateLimiter(contract()::acquireLater), call -> {
            long bytes = call.body().transferTo(OutputStream.nullOutputStream());
            call.out().write(String.valueOf(bytes).getBytes(UTF_8));
        })) {
            for (int i = 0; i < 2; i++) {
                client.send(head("POST /orders/1", "Content-Length: 2000000") + "x".repeat(2_000_000));
                assertThat(client.response().text()).isEqualTo("2000000");
            }
        }
    }

    @Test
    default void aClientThatLeavesEndsTheExchangeOnce() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        try (RawClient client = connect(contract().builder(0), call -> {
            entered.countDown();
            assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 1_000; i++) {
                call.out().write(new byte[10_000]);
                call.out().flush();
            }
        })) {
            client.send(getting("/orders/1"));
            assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        }
        left.countDown();
        soon().untilAsserted(() -> assertThat(contract().traces).hasSize(1));
        try (RawClient client = new RawClient(host().port())) {
            assertThat(client.exchange(getting("/hello/ann")).status()).isEqualTo(200);
        }
        soon().untilAsserted(() -> assertThat(contract().traces)
                .extracting(trace -> trace.path())
                .containsExactlyInAnyOrderElementsOf(List.of("/orders/1", "/hello/ann")));
    }
}
