package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.testkit.RawClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the clients of a server see when it is told to end. */
final class ShutdownAcceptanceTest {
    private static final int CLIENTS = 64;

    @TempDir
    Path folder;

    private final AtomicInteger answered = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sigtermUnderLoadLosesNoRequestAndLeavesNoProcess(boolean toAllProcesses) throws Exception {
        new TestProject(folder)
                .function(
                        "hello",
                        "{\"name\": \"hello\", \"method\": \"GET\"}",
                        "export default () => ({ pid: Deno.pid });");
        FluxProcess.run("project", "update", "--dir", folder.toString(), "--limit", "1000000/min");
        FluxProcess flux = FluxProcess.dev(folder, "--drain", "30s");
        HttpResponse<String> first = flux.send(flux.request("GET", "/hello", flux.devKey()));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        List<ProcessHandle> children = flux.process().descendants().toList();
        assertThat(children).isNotEmpty();

        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<CompletableFuture<String>> ends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                ends.add(CompletableFuture.supplyAsync(() -> callUntilClosed(flux), clients));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> answered.get() > 20 * CLIENTS);

            if (toAllProcesses) {
                children.forEach(ProcessHandle::destroy);
            }
            flux.process().destroy();

            assertThat(ends.stream().map(CompletableFuture::join)).containsOnly("told to close");
            assertThat(flux.exitCode()).isZero();
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        } finally {
            clients.shutdownNow();
            flux.close();
        }
    }

    /** Says how the connection of a client that asks without a pause came to its end. */
    private String callUntilClosed(FluxProcess flux) {
        String request =
                RawClient.http("GET /hello HTTP/1.1", "Host: gateway.test", "Authorization: Bearer " + flux.devKey());
        try (RawClient client = new RawClient(flux.uri("/").getPort())) {
            while (true) {
                RawClient.Response answer = client.exchange(request);
                if (answer.status() != 200 && !answer.text().contains("\"overloaded\"")) {
                    return answer.toString();
                }
                answered.incrementAndGet();
                if ("close".equals(answer.header("connection"))) {
                    return client.isClosedByPeer() ? "told to close" : "told to close, but left open";
                }
            }
        } catch (ConnectException e) {
            return "not connected";
        } catch (IOException e) {
            return "lost a request: " + e;
        }
    }
}
