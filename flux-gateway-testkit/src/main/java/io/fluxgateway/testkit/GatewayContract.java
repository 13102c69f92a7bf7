package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Gateway;
import io.fluxgateway.GatewayBuilder;
import io.fluxgateway.trace.Trace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * What every caller of a gateway can rely on, whatever the host: the order of the steps, statuses, fields, quotas, CORS,
 * queued calls,
 * request IDs and traces. Needs no socket; {@link HostContract} adds what only a socket shows.
 */
public abstract class GatewayContract
        implements PipelineCases,
                KeyCases,
                FailedKeyCases,
                CorsCases,
                ProxyCases,
                HealthCases,
                InvocationCases,
                HostFunctionCases {
    private final ContractGateway contract = new ContractGateway();
    private final List<RawClient.Response> answers = new ArrayList<>();
    private final List<RawClient.Response> untraced = new ArrayList<>();
    private final Written written = new Written();
    private @Nullable Gateway gateway;
    private @Nullable Sender sender;

    /** Sends requests of a contract to a gateway that runs. */
    interface Sender extends AutoCloseable {
        RawClient.Response send(ContractRequest request) throws Exception;

        @Override
        void close() throws IOException;
    }

    GatewayContract() {}

    abstract Sender open(Gateway running, Application application) throws Exception;

    // What cases stand on

    @Override
    public final ContractGateway contract() {
        return contract;
    }

    @Override
    public final void run(GatewayBuilder builder, Application application) throws Exception {
        Gateway built = builder.build();
        gateway = built;
        sender = open(built, application);
    }

    @Override
    public final Gateway gateway() {
        return Objects.requireNonNull(gateway);
    }

    @Override
    public final RawClient.Response send(ContractRequest request) throws Exception {
        if (sender == null) {
            run(contract.builder(0), call -> {
                call.header("Content-Type", "text/plain");
                call.out().write("the application".getBytes(StandardCharsets.UTF_8));
            });
        }
        RawClient.Response answer = Objects.requireNonNull(sender).send(request);
        answers.add(answer);
        return answer;
    }

    @Override
    public final RawClient.Response probe(ContractRequest request) throws Exception {
        RawClient.Response answer = Objects.requireNonNull(sender).send(request);
        untraced.add(answer);
        return answer;
    }

    private void noneTellsTheKey() {
        String key = contract.key.substring(contract.key.lastIndexOf('_') + 1);
        assertThat(answers).as("answers").noneMatch(answer -> answer.toString().contains(key));
        assertThat(untraced).as("answers").noneMatch(answer -> answer.toString().contains(key));
        assertThat(contract.traces)
                .as("traces")
                .noneMatch(trace -> trace.toString().contains(key));
        assertThat(contract.seen)
                .as("requests of functions")
                .noneMatch(request -> request.toString().contains(key));
        assertThat(written.text()).as("log").doesNotContain(key);
    }

    @AfterEach
    final void everyAnswerHasItsOwnRequestIdAndOneTrace() throws Exception {
        try {
            assertThat(contract.unseen).isEmpty();
            HashSet<String> ids = new HashSet<>();
            for (RawClient.Response answer : answers) {
                assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
                assertThat(answer.all("x-request-id")).hasSize(1);
                assertThat(ids.add(answer.header("x-request-id"))).isTrue();
                soon().untilAsserted(() -> assertThat(contract.tracesOf(answer)).hasSize(1));
                Trace trace = contract.tracesOf(answer).get(0);
                assertThat(trace.status()).isEqualTo(answer.status());
                assertThat(trace.clientGone()).as("%s, answered", trace).isFalse();
            }
            for (RawClient.Response answer : untraced) {
                assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
                assertThat(ids.add(answer.header("x-request-id"))).isTrue();
                assertThat(contract.tracesOf(answer)).isEmpty();
            }
            assertThat(contract.traces).extracting(Trace::requestId).doesNotHaveDuplicates();
            noneTellsTheKey();
        } finally {
            written.close();
            if (sender != null) {
                sender.close();
            }
            if (gateway != null) {
                gateway.close();
            }
        }
    }
}
