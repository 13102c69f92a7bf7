package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.GatewayBuilder;
import io.fluxgateway.trace.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many requests at once. */
interface LoadCases extends HostCases {
    int AT_ONCE = 500;
    int ROUNDS = 3;

    @ParameterizedTest
    @ValueSource(strings = {"/orders/now", "/orders/later", "/hello/ann", "/up/x", "/nowhere"})
    default void lateDecisionsLoseAndDoubleNothing(String path) throws Exception {
        try (RawUpstream upstream = ForwardingCases.keepAnswering()) {
            GatewayBuilder builder = contract()
                    .builder(upstream.port())
                    .rateLimiter(contract()::acquireLater)
                    .maxFunctionThreads(AT_ONCE);
            AtomicInteger entered = new AtomicInteger();
            run(builder, call -> {
                entered.incrementAndGet();
                byte[] id = String.valueOf(call.requestId()).getBytes(UTF_8);
                if (call.path().endsWith("later")) {
                    call.later(() -> call.out().write(id));
                } else {
                    call.out().write(id);
                }
            });
            Set<String> ids = new HashSet<>();
            List<RawClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < AT_ONCE; i++) {
                    clients.add(new RawClient(host().port()));
                }
                for (int round = 0; round < ROUNDS; round++) {
                    for (RawClient client : clients) {
                        client.send(getting(path));
                    }
                    for (RawClient client : clients) {
                        RawClient.Response answer;
                        try {
                            answer = client.response();
                        } catch (IOException e) {
                            throw new AssertionError(progress(ids.size(), entered.get()), e);
                        }
                        String id = answer.header("x-request-id");
                        assertThat(answer.status()).isEqualTo(path.equals("/nowhere") ? 404 : 200);
                        assertThat(ids.add(id)).isTrue();
                        if (path.startsWith("/orders")) {
                            assertThat(answer.text()).isEqualTo(id);
                        }
                    }
                }
            } finally {
                for (RawClient client : clients) {
                    client.close();
                }
            }
            soon().untilAsserted(() -> assertThat(contract().traces).hasSize(AT_ONCE * ROUNDS));
            assertThat(contract().traces).extracting(Trace::requestId).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(contract().permits).hasValue(AT_ONCE * ROUNDS);
        }
    }

    /** Tells where an answer got lost. */
    private String progress(int answers, int entered) {
        return "no answer: permits asked for " + contract().permits + ", given " + contract().given
                + ", application entered " + entered + ", requests over "
                + contract().traces.size()
                + ", answers read " + answers + ", unseen failures " + contract().unseen;
    }
}
