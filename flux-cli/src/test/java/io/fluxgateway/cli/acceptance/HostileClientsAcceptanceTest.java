package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.testkit.Crowd;
import io.fluxgateway.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of clients that hold connections, against a small server. */
final class HostileClientsAcceptanceTest {
    private static final int IDLE = 5_000;
    private static final int SLOW_HEADS = 1_000;
    private static final int SLOW_READERS = 1_000;
    private static final int CALLS = 2_000;
    private static final int ROUNDS = 4;
    private static final int PERCENTILE = 99;
    /** Connections to the slow readers' function, which are kept for half a minute. */
    private static final int KEPT_FOR_FUNCTIONS = 256;

    @TempDir
    Path folder;

    @Test
    void whoBehavesIsServedWhileThousandsHoldConnectionsAndAllIsReleasedAfterwards() throws Exception {
        new TestProject(folder)
                .function(
                        "hello",
                        "{\"name\": \"hello\", \"method\": \"GET\"}",
                        "export default () => ({ hello: 'you' });")
                .function("big", "{\"name\": \"big\", \"method\": \"GET\"}", """
                        const block = new Uint8Array(1 << 16).fill(120);
                        export default () => {
                          let left = 61;
                          const pull = (stream) => {
                            stream.enqueue(block);
                            if (--left === 0) stream.close();
                          };
                          return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
                        };
                        """);
        FluxProcess.run("project", "update", "--dir", folder.toString(), "--limit", "1000000/min");
        try (FluxProcess flux = FluxProcess.dev("-Xmx256m", folder)) {
            int port = flux.uri("/").getPort();
            String key = "Authorization: Bearer " + flux.devKey();
            String hello = RawClient.http("GET /hello HTTP/1.1", "Host: gateway.test", key);
            String big = RawClient.http("GET /big HTTP/1.1", "Host: gateway.test", key);
            try (RawClient client = new RawClient(port)) {
                assertThat(client.exchange(big).text()).hasSize(61 << 16);
                p99(port, hello); // warm
                long undisturbed = p99(port, hello);
                long before = descriptors(flux);
                try (Crowd idle = new Crowd(port).join(IDLE, "");
                        Crowd slowHeads = new Crowd(port).join(SLOW_HEADS, "GET /hello HTTP/1.1\r\nHost: g");
                        Crowd slowReaders = new Crowd(port).join(SLOW_READERS, big)) {
                    assertThat(idle.stillThere()).isPositive(); // later they are given up on, as is said
                    long[] disturbed = new long[ROUNDS];
                    for (int i = 0; i < ROUNDS; i++) {
                        slowHeads.send("a");
                        disturbed[i] = p99(port, hello);
                    }
                    // The first round has the crowd's arrival in it, and the making of what the slow readers asked for.
                    System.out.println("p99 undisturbed " + undisturbed + " us, with " + IDLE + " idle, " + SLOW_HEADS
                            + " slow heads and " + SLOW_READERS + " slow readers " + Arrays.toString(disturbed)
                            + " us; descriptors " + before + ", then " + descriptors(flux));
                    assertThat(slowReaders.stillThere()).isPositive();
                    await("slow heads are closed")
                            .atMost(Duration.ofSeconds(30))
                            .until(() -> {
                                slowHeads.send("a");
                                return slowHeads.stillThere() == 0;
                            });
                }
                await("all of the crowd is released")
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(
                                () -> assertThat(descriptors(flux)).isLessThanOrEqualTo(before + KEPT_FOR_FUNCTIONS));
                assertThat(client.exchange(hello).status()).isEqualTo(200);
            }
            assertThat(flux.stderr()).doesNotContain("OutOfMemory");
        }
    }

    /** In microseconds, of one client that asks again and again. */
    private static long p99(int port, String request) throws IOException {
        long[] micros = new long[CALLS];
        int refused = 0; // on a machine that has more to do than this test
        try (RawClient client = new RawClient(port)) {
            for (int i = 0; i < CALLS; i++) {
                long start = System.nanoTime();
                RawClient.Response answer = client.exchange(request);
                boolean shed = answer.text().contains("\"overloaded\"") && ++refused <= CALLS / 20;
                assertThat(shed ? 200 : answer.status()).as(answer.toString()).isEqualTo(200);
                micros[i] = (System.nanoTime() - start) / 1_000;
            }
        }
        Arrays.sort(micros);
        return micros[CALLS * PERCENTILE / 100];
    }

    private static long descriptors(FluxProcess flux) throws IOException {
        try (Stream<Path> open =
                Files.list(Path.of("/proc", Long.toString(flux.process().pid()), "fd"))) {
            List<Path> all = open.toList();
            return all.size();
        }
    }
}
