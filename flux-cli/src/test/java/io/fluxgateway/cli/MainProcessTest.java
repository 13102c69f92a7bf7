package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.cli.dev.Projects;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program in a process of its own, as a shell sees it. */
class MainProcessTest {
    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    Path project;

    @BeforeEach
    void makeProject() {
        Projects.httpFunction(project, "a");
    }

    @Test
    void the_key_alone_is_on_standard_output() throws Exception {
        try (ChildProcess create = ChildProcess.flux(project, "api-keys", "create", "--name", "a")) {
            assertThat(create.exitCode()).isZero();
            assertThat(create.out()).singleElement().asString().matches("flx_live_[0-9A-Za-z]{36}");
        }
        try (ChildProcess revoke = ChildProcess.flux(project, "api-keys", "revoke", "b")) {
            assertThat(revoke.exitCode()).isEqualTo(1);
            assertThat(revoke.err()).containsExactly("flux: no API key named \"b\" (there is a)");
        }
        try (ChildProcess wrong = ChildProcess.flux(project, "api-keys", "frob")) {
            assertThat(wrong.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void dev_serves_until_it_is_told_to_end() throws Exception {
        try (ChildProcess dev = ChildProcess.flux(project, "dev", "--http", "--port", "0")) {
            URI url = awaitReady(dev);
            assertThat(status(url.resolve("/a"))).isEqualTo(401);

            dev.process().destroy(); // SIGTERM

            assertThat(dev.exitCode()).isZero();
            assertThat(dev.err()).isEmpty();
            assertThat(dev.out()).hasSize(4).doesNotContain("");
        }
    }

    @Test
    void no_deno_process_outlives_dev_however_it_ends() throws Exception {
        Path shop = Projects.shop(project);
        List<ProcessHandle> polite = denosThatOutlive(shop, Process::destroy); // SIGTERM
        List<ProcessHandle> rude = denosThatOutlive(shop, Process::destroyForcibly); // SIGKILL

        await().atMost(Duration.ofSeconds(10))
                .until(() -> polite.stream().noneMatch(ProcessHandle::isAlive)
                        && rude.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** As a terminal sends Ctrl-C, and a service manager its SIGTERM. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void a_signal_to_all_its_processes_lets_the_requests_under_way_finish(String signal) throws Exception {
        Path shop = Projects.shop(project);
        Projects.function(
                shop,
                "slow",
                ", \"method\": \"GET\", \"permissions\": {\"read\": [\"data\"], \"write\": [\"data\"]}",
                """
                export default async () => {
                  await Deno.mkdir("data/started", { recursive: true });
                  while (!(await Deno.readTextFile("data/go").catch(() => ""))) {
                    await new Promise((wake) => setTimeout(wake, 20));
                  }
                  return "done";
                };
                """);
        String key = createKey(shop);
        try (ChildProcess dev = ChildProcess.flux(shop, "dev", "--http", "--port", "0", "--drain", "30s")) {
            HttpRequest slow = request(awaitReady(dev), "/slow", key);
            var answer = HttpClient.newHttpClient().sendAsync(slow, BodyHandlers.ofString());
            await().atMost(START).until(() -> Files.exists(shop.resolve("data/started")));

            signalAll(signal, dev.process());
            Projects.write(shop.resolve("data/go"), "now");

            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(dev.exitCode()).isZero();
            assertThat(dev.err()).isEmpty();
        }
    }

    /** Sends it to the program and all that it started. */
    private static void signalAll(String signal, Process program) throws Exception {
        List<String> kill = new ArrayList<>(List.of("kill", "-" + signal, String.valueOf(program.pid())));
        program.descendants().forEach(process -> kill.add(String.valueOf(process.pid())));
        assertThat(kill).hasSizeGreaterThan(3);
        assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
    }

    private static String createKey(Path folder) throws Exception {
        try (ChildProcess create = ChildProcess.flux(folder, "api-keys", "create", "--name", "k" + System.nanoTime())) {
            assertThat(create.exitCode()).isZero();
            return create.out().get(0);
        }
    }

    private static HttpRequest request(URI server, String path, String key) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + key)
                .build();
    }

    private static List<ProcessHandle> denosThatOutlive(Path shop, Consumer<Process> end) throws Exception {
        String key = createKey(shop);
        try (ChildProcess dev = ChildProcess.flux(shop, "dev", "--http", "--port", "0")) {
            HttpRequest list = request(awaitReady(dev), "/orders", key);
            assertThat(HttpClient.newHttpClient()
                            .send(list, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            List<ProcessHandle> denos = dev.process().descendants().toList();
            assertThat(denos).isNotEmpty();
            end.accept(dev.process());
            dev.exitCode();
            return denos;
        }
    }

    @Test
    void dev_on_a_busy_port_is_one_line_and_exit_code_1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProcess dev =
                        ChildProcess.flux(project, "dev", "--http", "--port", String.valueOf(taken.getLocalPort()))) {
            assertThat(dev.exitCode()).isEqualTo(1);
            assertThat(dev.out()).isEmpty();
            assertThat(dev.err())
                    .singleElement()
                    .asString()
                    .startsWith("flux: port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
    }

    /** Waits for the address that is shown when the server is ready. */
    static URI awaitReady(ChildProcess dev) {
        return await().atMost(START)
                .until(() -> ready(dev), lines -> !lines.isEmpty())
                .get(0);
    }

    private static List<URI> ready(ChildProcess dev) throws Exception {
        return dev.out().stream()
                .filter(line -> line.startsWith("ready "))
                .map(line -> URI.create(line.substring("ready".length()).strip().replaceFirst(" .*", "")))
                .toList();
    }

    static int status(URI url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
