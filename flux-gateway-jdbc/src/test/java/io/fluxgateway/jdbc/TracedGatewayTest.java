package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.TraceSettings;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.LoopbackHost;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceFilter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose requests are recorded. */
class TracedGatewayTest {
    private static final int WAITING = 100;
    private static final int PLENTY = 100_000;

    @TempDir
    Path folder;

    private SqliteTraceStore store;
    private Gateway gateway;
    private String key;

    @BeforeEach
    void open() throws Exception {
        store = SqliteTraceStore.at(folder).maxWaiting(WAITING).open();
        InMemoryKeyStore keys = new InMemoryKeyStore();
        key = new ProjectKeys("shop", keys)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();
        gateway = Gateway.builder("shop")
                .keys(keys)
                .settings(new ProjectSettings("team", List.of()))
                .traces(store)
                .function("hello", request -> FluxFunction.Response.text(200, "hello"))
                .routes(RouteTable.of(FunctionManifest.named("hello")
                        .runtime("java")
                        .method(Method.GET)
                        .build()))
                .build();
    }

    @AfterEach
    void close() {
        gateway.close();
        store.close();
    }

    @Test
    void whileTheStoreIsFrozenRequestsAreAnsweredAndDroppedTracesAreCounted() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("traces.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (int i = 0; i < 10 * WAITING; i++) { // would take a second each if one waited for the lock
                assertThat(get("/nowhere").status()).isEqualTo(404);
                assertThat(get("/hello").status()).isEqualTo(200);
            }
            await().untilAsserted(() -> assertThat(store.dropped()).isGreaterThan(15L * WAITING));
            statement.execute("ROLLBACK");
        }

        await().untilAsserted(
                        () -> assertThat(store.recorded() + store.dropped()).isEqualTo(20L * WAITING));
        String id = get("/hello").header("x-request-id");
        await().untilAsserted(() -> assertThat(store.traces(id)).hasSize(1));
    }

    @Test
    void ofASampledProjectErrorsAreRecordedAllTheSame() {
        gateway.settings(new ProjectSettings("team", List.of(), new TraceSettings(0, false)));
        for (int i = 0; i < 20; i++) {
            get("/hello");
            get("/nowhere");
        }
        gateway.settings(new ProjectSettings("team", List.of(), TraceSettings.DEFAULT));
        get("/hello");

        await().untilAsserted(() ->
                assertThat(store.lastTraces(TraceFilter.ALL, PLENTY)).hasSize(21));
        assertThat(store.lastTraces(TraceFilter.ALL, PLENTY))
                .extracting(Numbered::value)
                .filteredOn(trace -> trace.status() == 200)
                .hasSize(1);
    }

    @Test
    void queriesAreRecordedOnlyIfTheProjectWantsThem() {
        get("/nowhere?token=secret");
        gateway.settings(new ProjectSettings("team", List.of(), new TraceSettings(1, true)));
        get("/nowhere?page=2");

        await().untilAsserted(() -> assertThat(store.lastTraces(TraceFilter.ALL, PLENTY))
                .extracting(Numbered::value)
                .extracting(Trace::query)
                .containsExactly(null, "page=2"));
    }

    private LoopbackHost get(String target) {
        return LoopbackHost.request("GET", target).withKey(key).sendTo(gateway::handle);
    }
}
