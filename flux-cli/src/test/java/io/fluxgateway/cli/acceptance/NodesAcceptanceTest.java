package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.cli.FluxCall;
import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.cli.serve.ServeServer;
import io.fluxgateway.deployment.Bundler;
import io.fluxgateway.deployment.Deployer;
import io.fluxgateway.jdbc.PostgresStore;
import io.fluxgateway.jdbc.PostgresTraceStore;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.project.ProjectSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of a project on one PostgreSQL database: what either served is found from anywhere. */
class NodesAcceptanceTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Path elsewhere;
    private EmbeddedPostgres postgres;
    private String url;
    private String key;

    @BeforeEach
    void startServer() throws Exception {
        elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        postgres = start(0);
        url = postgres.getJdbcUrl("postgres", "postgres");
        try (Store store = PostgresStore.open(url)) {
            store.projects().update("shop", new ProjectSettings("team", List.of()));
            key = new ProjectKeys("shop", store.keys())
                    .create("till", ApiKeySecret.Mode.LIVE)
                    .reveal();
        }
    }

    @AfterEach
    void end() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        postgres.close();
    }

    private EmbeddedPostgres start(int port) throws Exception {
        return EmbeddedPostgres.builder()
                .setDataDirectory(temporary.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
    }

    @Test
    void what_one_node_served_is_found_by_the_other_ones_database() throws Exception {
        ServeServer one = node("node-1");
        ServeServer two = node("node-2");
        Path project = temporary.resolve("shop");
        Projects.function(
                project,
                "hello",
                ", \"method\": \"GET\"",
                "export default (r, ctx) => { console.log('hello from a node'); return 'hello'; };");
        try (Store store = PostgresStore.open(url)) {
            Deployer deployer = new Deployer(store.deployments(), "shop");
            deployer.rollOut(deployer.store(Bundler.bundle(project), (files, ofFiles) -> {})
                    .number());
        }

        String first = requestId(get(one, "/hello"));
        String second = requestId(get(two, "/hello"));
        await().atMost(LONG).until(() -> flux("logs").out().lines().count() == 2);
        await().atMost(LONG)
                .until(() -> flux("tail", "--last", "5").out().lines().count() == 2);

        FluxCall trace = flux("trace", second.substring(0, 10));
        assertThat(trace.err()).isEmpty();
        assertThat(trace.out()).startsWith("trace " + second).contains("hello from a node");
        assertThat(flux("trace", first).out()).startsWith("trace " + first);
        assertThat(flux("tail", "--last", "5").out().lines())
                .hasSize(2)
                .anyMatch(line -> line.contains(first.substring(0, 8)))
                .anyMatch(line -> line.contains(second.substring(0, 8)));
        assertThat(flux("tail", "--last", "5", "--json").out())
                .contains("\"" + first + "\"", "\"" + second + "\"")
                .satisfies(json -> assertThat(json.lines()).allMatch(line -> line.startsWith("{")));
        assertThat(flux("logs", "--json").out().lines()).hasSize(2).allMatch(line -> line.contains("hello from a"));

        FluxCall other = FluxCall.in(elsewhere, "trace", second, "--database", url, "--project", "blog");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("no trace starts with " + second);
    }

    @Test
    void requests_go_on_while_the_database_is_away_and_traces_afterwards() throws Exception {
        try (FluxProcess node = FluxProcess.serve(elsewhere, "--database", url, "--project", "shop")) {
            String before = notFound(node);
            await().atMost(LONG).until(() -> flux("trace", before).exitCode() == 0);

            int port = postgres.getPort();
            postgres.close();
            for (int i = 0; i < 50; i++) {
                String unused = notFound(node);
            }
            String meanwhile = notFound(node);
            postgres = start(port);

            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(flux("trace", meanwhile).exitCode()).isZero());
            assertThat(flux("trace", before).exitCode()).isZero();
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(flux("tail", "--last", "100").out().lines())
                                    .hasSize(52));
        }
    }

    private String notFound(FluxProcess node) {
        HttpResponse<String> response = node.send(node.request("GET", "/nowhere", key));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(404);
        return requestId(response);
    }

    private ServeServer node(String name) throws Exception {
        Store store = PostgresStore.open(url);
        opened.add(store);
        ServeServer server = ServeServer.builder("shop", store, temporary.resolve(name))
                .traces(PostgresTraceStore.at(url, "shop"))
                .port(0)
                .drainTimeout(Duration.ZERO)
                .start();
        opened.add(server);
        return server;
    }

    private FluxCall flux(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--database", url, "--project", "shop"));
        return FluxCall.in(elsewhere, all.toArray(String[]::new));
    }

    private HttpResponse<String> get(ServeServer node, String target) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(node.url() + target))
                        .header("Authorization", "Bearer " + key)
                        .timeout(LONG)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }

    private static String requestId(HttpResponse<String> response) {
        return response.headers().firstValue("x-request-id").orElseThrow();
    }
}
