package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server of these tests has a heap of 128 MB. */
final class StreamingAcceptanceTest {
    private static final long HUNDRED_MB = 100L << 20;

    @TempDir
    static Path folder;

    static FluxProcess flux;

    @BeforeAll
    static void serve() {
        new TestProject(folder)
                .function(
                        "echo",
                        "{\"name\": \"echo\", \"maxBody\": \"200MB\"}",
                        "export default (req: Request) => new Response(req.body);")
                .function(
                        "events",
                        "{\"name\": \"events\", \"method\": \"GET\"}",
                        // The second event is not produced before somebody asks for it.
                        """
                        let release: () => void;
                        const asked = new Promise<void>((done) => (release = done));
                        export default (req: Request) => {
                          if (new URL(req.url).searchParams.has("release")) {
                            release();
                            return "released";
                          }
                          const text = new TextEncoder();
                          const body = new ReadableStream({
                            async start(events) {
                              events.enqueue(text.encode("data: first\\n\\n"));
                              await asked;
                              events.enqueue(text.encode("data: second\\n\\n"));
                              events.close();
                            },
                          });
                          return new Response(body, { headers: { "content-type": "text/event-stream" } });
                        };
                        """);
        flux = FluxProcess.dev(folder);
    }

    @AfterAll
    static void stop() {
        flux.close();
    }

    @Test
    void aHundredMegabytesGoUpAndComeDownAtTheSameTimeThroughAHeapOf128() throws IOException {
        try (DuplexClient client = new DuplexClient(flux.uri("/"));
                InputStream expected = new Pattern(HUNDRED_MB)) {
            InputStream body = client.post(flux.uri("/echo"), flux.devKey(), new Pattern(HUNDRED_MB), HUNDRED_MB);

            assertThat(mismatch(body, expected)).isEqualTo(-1);
        }
        assertThat(flux.process().isAlive()).isTrue();
    }

    @Test
    void theFirstEventArrivesBeforeTheSecondIsProduced() throws IOException {
        HttpResponse<InputStream> response =
                flux.send(flux.request("GET", "/events", flux.devKey()), HttpResponse.BodyHandlers.ofInputStream());

        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        try (BufferedReader events =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(events.readLine()).isEqualTo("data: first");
            assertThat(flux.send(flux.request("GET", "/events?release", flux.devKey()))
                            .body())
                    .isEqualTo("released");
            assertThat(events.readLine()).isEmpty();
            assertThat(events.readLine()).isEqualTo("data: second");
        }
    }

    /** Index of the first byte that differs, or -1. */
    private static long mismatch(InputStream actual, InputStream expected) throws IOException {
        byte[] left = new byte[1 << 16];
        byte[] right = new byte[1 << 16];
        for (long at = 0; ; ) {
            int read = actual.readNBytes(left, 0, left.length);
            int wanted = expected.readNBytes(right, 0, right.length);
            int different = java.util.Arrays.mismatch(left, 0, read, right, 0, wanted);
            if (different >= 0) {
                return at + different;
            }
            if (read == 0) {
                return -1;
            }
            at += read;
        }
    }

    /** Bytes that differ from one another, so that lost and doubled ones are noticed. */
    private static final class Pattern extends InputStream {
        private final long length;
        private long at;

        Pattern(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            return at == length ? -1 : Long.hashCode(at++ * 0x9E3779B97F4A7C15L) & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) {
            if (at == length) {
                return -1;
            }
            int n = (int) Math.min(count, length - at);
            for (int i = 0; i < n; i++) {
                buffer[offset + i] = (byte) read();
            }
            return n;
        }
    }
}
