package io.fluxgateway.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.cli.FluxCall;
import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.deployment.Bundler;
import io.fluxgateway.deployment.Deployer;
import io.fluxgateway.deployment.NodeReport;
import io.fluxgateway.deployment.RolloutException;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.project.ProjectSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeServerTest {
    private static final Duration ALIVE = Duration.ofSeconds(10);
    private static final String PROJECT = "shop";
    private static final String WRITES_STARTED =
            ", \"method\": \"GET\", \"permissions\": {\"read\": [\"started\"], \"write\": [\"started\"]}";

    @TempDir
    Path temporary;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<ServeServer> servers = new ArrayList<>();
    private Path project;
    private SqliteStore server;
    private SqliteStore cli;
    private String key;

    @BeforeEach
    void openStores() throws Exception {
        project = temporary.resolve(PROJECT);
        Path state = project.resolve(".flux");
        Files.createDirectories(project);
        server = SqliteStore.open(state);
        cli = SqliteStore.open(state);
        cli.projects().update(PROJECT, new ProjectSettings("team", List.of()));
        key = new ProjectKeys(PROJECT, cli.keys())
                .create("k", ApiKeySecret.Mode.LIVE)
                .reveal();
    }

    @AfterEach
    void close() {
        servers.forEach(ServeServer::close);
        cli.close();
        server.close();
    }

    private ServeServer serve() throws Exception {
        return serve(project.resolve(".flux"));
    }

    private ServeServer serve(Path state) throws Exception {
        ServeServer started = ServeServer.builder(PROJECT, server, state)
                .port(0)
                .drainTimeout(Duration.ZERO)
                .out(out::add)
                .err(err::add)
                .start();
        servers.add(started);
        return started;
    }

    private void function(String answer) {
        Projects.function(project, "hello", ", \"method\": \"GET\"", "export default () => '" + answer + "';");
    }

    private long store() throws Exception {
        return deployer().store(Bundler.bundle(project), (files, ofFiles) -> {}).number();
    }

    private Deployer deployer() {
        return new Deployer(cli.deployments(), PROJECT);
    }

    private void deploy() throws Exception {
        deployer().rollOut(store());
    }

    private HttpResponse<String> get(ServeServer node, String target) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(node.url() + target))
                        .header("Authorization", "Bearer " + key)
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void a_server_without_a_deployment_waits_for_the_first() throws Exception {
        ServeServer node = serve();
        assertThat(get(node, "/hello").statusCode()).isEqualTo(404);
        assertThat(out).anyMatch(line -> line.contains("nothing is deployed yet"));

        function("one");
        deploy();

        assertThat(get(node, "/hello").body()).isEqualTo("one");
        assertThat(node.serving()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(out).contains("deployment 1 is live  1 function"));
    }

    @Test
    void a_server_serves_what_was_deployed_and_not_what_is_on_disk() throws Exception {
        function("one");
        deploy();
        function("two");
        ServeServer node = serve();

        assertThat(get(node, "/hello").body()).isEqualTo("one");
        deploy();
        assertThat(get(node, "/hello").body()).isEqualTo("two");
        deployer().rollOut(1);
        assertThat(get(node, "/hello").body()).isEqualTo("one");
    }

    @Test
    void all_nodes_serve_a_deployment_when_it_is_live() throws Exception {
        function("one");
        deploy();
        ServeServer one = serve(temporary.resolve("node-1"));
        ServeServer two = serve(temporary.resolve("node-2"));

        function("two");
        deploy();

        assertThat(get(one, "/hello").body()).isEqualTo("two");
        assertThat(get(two, "/hello").body()).isEqualTo("two");
        assertThat(cli.deployments().nodes(PROJECT, ALIVE))
                .extracting(NodeReport::serving)
                .containsExactly(2L, 2L);
        one.close();
        assertThat(cli.deployments().nodes(PROJECT, ALIVE)).hasSize(1);
    }

    @Test
    void a_deployment_whose_function_does_not_start_never_becomes_live() throws Exception {
        function("one");
        deploy();
        ServeServer node = serve();
        Projects.function(project, "broken", "", "throw new Error('no till'); export default () => 1;");
        long broken = store();

        assertThatThrownBy(() -> deployer().rollOut(broken))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("deployment 2 is not live, deployment 1 still is")
                .hasMessageContaining("broken: ")
                .hasMessageContaining("no till");
        assertThat(get(node, "/hello").body()).isEqualTo("one");
        assertThat(get(node, "/broken").statusCode()).isEqualTo(404);
        assertThat(err).anyMatch(line -> line.startsWith("deployment 2 is refused: broken: "));

        Projects.function(project, "broken", "", "export default () => 1;");
        deploy();
        assertThat(node.serving()).isEqualTo(3);
    }

    @Test
    void of_two_rollouts_at_once_none_is_half_done() throws Exception {
        function("zero");
        deploy();
        ServeServer node = serve();
        function("one");
        long one = store();
        function("two");
        long two = store();

        CyclicBarrier start = new CyclicBarrier(2);
        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> wins(one, start));
        CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> wins(two, start));
        boolean firstWins = first.get(60, TimeUnit.SECONDS);
        boolean secondWins = second.get(60, TimeUnit.SECONDS);

        assertThat(firstWins || secondWins).isTrue();
        long live = cli.deployments().rollouts(PROJECT).live();
        assertThat(live).isIn(firstWins && secondWins ? List.of(one, two) : List.of(firstWins ? one : two));
        assertThat(node.serving()).isEqualTo(live);
        assertThat(get(node, "/hello").body()).isEqualTo(live == one ? "one" : "two");
    }

    private boolean wins(long deployment, CyclicBarrier start) {
        try {
            start.await();
            deployer().rollOut(deployment);
            return true;
        } catch (RolloutException e) {
            assertThat(e).hasMessageContaining("another one was begun meanwhile");
            return false;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_unchanged_function_keeps_its_process_and_a_request_under_way_its_version() throws Exception {
        Projects.function(project, "same", ", \"method\": \"GET\"", "export default () => String(Deno.pid);");
        Projects.function(project, "slow", WRITES_STARTED, slow("one"));
        deploy();
        ServeServer node = serve();
        String pid = get(node, "/same").body();
        CompletableFuture<String> underWay = CompletableFuture.supplyAsync(() -> {
            try {
                return get(node, "/slow").body();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        Path started = project.resolve(".flux/data/started");
        await().until(() -> Files.exists(started.resolve("one")));

        Projects.function(project, "slow", WRITES_STARTED, slow("two"));
        deploy();

        assertThat(get(node, "/same").body()).isEqualTo(pid);
        Files.createFile(started.resolve("go"));
        assertThat(underWay.get(30, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(get(node, "/slow").body()).isEqualTo("two");
    }

    /** Says that it has begun, and ends when it may. */
    private static String slow(String answer) {
        return """
                export default async () => {
                  await Deno.writeTextFile("started/ANSWER", "");
                  while (!(await Deno.stat("started/go").catch(() => null))) {
                    await new Promise((resolve) => setTimeout(resolve, 20));
                  }
                  return "ANSWER";
                };
                """.replace("ANSWER", answer);
    }

    @Test
    void what_functions_write_is_there_after_the_next_deployment() throws Exception {
        String permissions = ", \"method\": \"GET\", \"permissions\": {\"read\": [\"data\"], \"write\": [\"data\"]}";
        Projects.function(project, "count", permissions, """
                export default async () => {
                  const n = Number(await Deno.readTextFile("data/n").catch(() => "0")) + 1;
                  await Deno.writeTextFile("data/n", String(n));
                  return String(n);
                };
                """);
        Projects.function(
                project,
                "read",
                ", \"method\": \"GET\", \"permissions\": {\"read\": [\"data\"]}",
                "export default () => Deno.readTextFile('data/n');");
        deploy();
        ServeServer node = serve();
        assertThat(get(node, "/count").body()).isEqualTo("1");

        Projects.write(project.resolve("functions/count/note.txt"), "changed");
        deploy();

        assertThat(get(node, "/count").body()).isEqualTo("2");
        assertThat(get(node, "/read").body()).isEqualTo("2");
        assertThat(project.resolve("data")).doesNotExist();
    }

    @Test
    void a_trace_tells_the_deployment() throws Exception {
        function("one");
        deploy();
        ServeServer node = serve();
        get(node, "/hello");

        await().untilAsserted(() -> assertThat(
                        FluxCall.in(project, "tail", "--last", "1", "--json").out())
                .contains("deployment 1"));
    }

    @Test
    void a_hundred_deployments_leave_nothing_behind() throws Exception {
        function("version 0");
        Projects.function(project, "other", ", \"method\": \"GET\"", "export default () => 'other';");
        deploy();
        ServeServer node = serve();
        get(node, "/other");
        for (int i = 1; i <= 5; i++) { // what is opened once stays open
            function("early " + i);
            deploy();
        }
        long files = openFiles();

        for (int i = 1; i <= 100; i++) {
            function("version " + i);
            deploy();
            assertThat(get(node, "/hello").body()).isEqualTo("version " + i);
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(denoProcesses()).hasSize(2));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(openFiles()).isLessThan(files + 10));
        await().untilAsserted(() ->
                assertThat(folders(project.resolve(".flux/deployed"))).hasSizeLessThanOrEqualTo(3));
        assertThat(cli.deployments().deployments(PROJECT)).hasSize(100);
        await().untilAsserted(() -> assertThat(project.resolve(".flux/deno")).isDirectoryNotContaining("glob:main-*"));
    }

    private static Set<String> folders(Path folder) throws Exception {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).map(Path::toString).collect(Collectors.toSet());
        }
    }

    private static List<ProcessHandle> denoProcesses() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("deno"))
                .toList();
    }

    private static long openFiles() throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
