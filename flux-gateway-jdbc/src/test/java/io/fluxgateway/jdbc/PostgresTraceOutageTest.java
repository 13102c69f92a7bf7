package io.fluxgateway.jdbc;

import static io.fluxgateway.jdbc.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.testkit.LoopbackHost;
import io.fluxgateway.trace.TraceFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is away for a while, and requests are not held up by that. */
class PostgresTraceOutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int WAITING = 100;
    private static final int PLENTY = 100_000;

    @TempDir
    static Path folder;

    private static PostgresServer server;

    private PostgresTraceStore store;
    /** Has more patience with a slow server than the store. */
    private PostgresTraceReader reader;

    private Gateway gateway;
    private String key;
    private int requests;

    @BeforeAll
    static void start() throws Exception {
        server = new PostgresServer(folder.resolve("data"));
    }

    @AfterAll
    static void end() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        String url = server.url() + "&currentSchema=test_" + NUMBER.incrementAndGet();
        PostgresTraceStore.open(url, "shop").close(); // to make the tables takes its time
        reader = PostgresTraceStore.at(url, "shop").openExisting();
        store = PostgresTraceStore.at(url + "&connectTimeout=2&socketTimeout=2", "shop")
                .maxWaiting(WAITING)
                .open();
        InMemoryKeyStore keys = new InMemoryKeyStore();
        key = new ProjectKeys("shop", keys)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();
        gateway = Gateway.builder("shop")
                .keys(keys)
                .settings(new ProjectSettings("team", List.of()))
                .traces(store)
                .build();
    }

    @AfterEach
    void close() {
        gateway.close();
        store.close();
        reader.close();
    }

    @Test
    void whileTheServerDoesNotAnswerRequestsDoAndNothingIsWrittenTwiceAfterwards() throws Exception {
        request(WAITING / 2);
        await().atMost(PATIENCE)
                .until(() -> store.recorded() == WAITING / 2); // over a connection that is frozen as well
        server.freeze();
        try {
            request(WAITING / 2);
            await().atMost(PATIENCE).until(() -> {
                request(WAITING); // for longer than the time limit of a statement that has been sent
                return store.dropped() > 40L * WAITING;
            });
        } finally {
            server.thaw();
        }

        allAreAccountedFor();
    }

    @Test
    void whileTheServerIsStoppedRequestsAreAnsweredAndRecordingGoesOnAfterwards() throws Exception {
        request(WAITING / 2);
        server.stop();
        try {
            request(5 * WAITING);
            assertThat(store.dropped()).isGreaterThanOrEqualTo(3L * WAITING);
        } finally {
            server.start();
        }

        allAreAccountedFor();
    }

    @Test
    void aStoreIsClosedWithinAWhileThoughTheServerDoesNotAnswer() throws Exception {
        server.freeze();
        try {
            store.accept(trace(200));
            store.close();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("flux-trace-writer");
        } finally {
            server.thaw();
        }
    }

    private void request(int count) {
        for (int i = 0; i < count; i++) {
            int status = LoopbackHost.request("GET", "/nowhere")
                    .withKey(key)
                    .sendTo(gateway::handle)
                    .status();
            assertThat(status).isEqualTo(404);
            requests++;
        }
    }

    private void allAreAccountedFor() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(store.recorded() + store.dropped()).isEqualTo(requests));
        assertThat(reader.lastTraces(TraceFilter.ALL, PLENTY))
                .extracting(one -> one.value().requestId())
                .doesNotHaveDuplicates()
                .hasSize((int) store.recorded());
        String id = LoopbackHost.request("GET", "/nowhere")
                .withKey(key)
                .sendTo(gateway::handle)
                .header("x-request-id");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(reader.traces(id)).hasSize(1));
    }
}
