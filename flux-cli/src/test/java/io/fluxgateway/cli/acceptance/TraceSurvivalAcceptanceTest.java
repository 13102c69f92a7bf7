package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.jdbc.SqliteTraceStore;
import io.fluxgateway.trace.TraceFilter;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceSurvivalAcceptanceTest {
    private static final int CLIENTS = 8;
    private static final int PLENTY = 10_000_000;

    @Test
    void afterAKillUnderLoadEveryTraceThatWasTwoSecondsOldIsThere(@TempDir Path folder) throws Exception {
        new TestProject(folder)
                .function("hello", "{\"name\": \"hello\", \"method\": \"GET\"}", "export default () => 'hello';");
        Map<String, Instant> answered = new ConcurrentHashMap<>();
        Instant killed;
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            FluxProcess.run("project", "update", "--plan", "team", "--dir", folder.toString());
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Thread client = new Thread(() -> ask(flux, over, answered));
                client.start();
                clients.add(client);
            }
            Instant enough = Instant.now().plus(Duration.ofSeconds(4));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Instant.now().isAfter(enough) && answered.size() > 1_000);
            killed = Instant.now();
            flux.process().destroyForcibly().waitFor();
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
        }

        List<String> old = answered.entrySet().stream()
                .filter(entry -> entry.getValue().isBefore(killed.minusSeconds(2)))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(old).hasSizeGreaterThan(100);
        try (SqliteTraceStore store = SqliteTraceStore.open(folder.resolve(".flux"))) {
            assertThat(store.lastTraces(TraceFilter.ALL, PLENTY))
                    .extracting(one -> one.value().requestId())
                    .containsAll(old);
        }
    }

    /** Asks for what is there and what is not, until there is nobody to ask. */
    private static void ask(FluxProcess flux, AtomicBoolean over, Map<String, Instant> answered) {
        for (int i = 0; !over.get(); i++) {
            try {
                HttpResponse<String> response =
                        flux.send(flux.request("GET", i % 3 == 0 ? "/nowhere" : "/hello", flux.devKey()));
                answered.put(response.headers().firstValue("x-request-id").orElseThrow(), Instant.now());
            } catch (UncheckedIOException e) {
                return; // killed
            }
        }
    }
}
