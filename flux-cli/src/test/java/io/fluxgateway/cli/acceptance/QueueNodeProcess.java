package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.testkit.FrozenProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A {@link QueueNode} in a process of its own. */
final class QueueNodeProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private QueueNodeProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it takes requests. */
    static QueueNodeProcess start(String database, Path ledger, String name, Duration lease) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        QueueNode.class.getName(),
                        database,
                        ledger.toString(),
                        name,
                        Long.toString(lease.toMillis())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = process.inputReader().readLine();
        assertThat(line).as("what node " + name + " prints").startsWith("port ");
        return new QueueNodeProcess(process, Integer.parseInt(line.substring("port ".length())));
    }

    int port() {
        return port;
    }

    /** A caller with a connection of its own. */
    Caller caller(String key) throws IOException {
        return new Caller(port, key);
    }

    /** As {@code kill -9} does; returns when it is over. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops it in the middle of whatever it does. */
    FrozenProcess freeze() throws IOException {
        return FrozenProcess.freeze(process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Queues calls, one after the other. */
    static final class Caller implements AutoCloseable {
        private static final String REQUEST_ID = "\r\nx-request-id: ";
        private static final int ID_LENGTH = 32;
        private static final int BUFFER = 8_192;
        private static final Duration OVERLOAD = Duration.ofSeconds(10);

        private final Socket socket;
        private final String head;

        private Caller(int port, String key) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            head = "POST /work HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\nContent-Length: ";
        }

        /**
         * Queues a call; again if the node has too much to do, as it may on a machine that stands still.
         *
         * @return its ID, once its 202 was seen
         * @throws IOException if there was none
         */
        String queue(long millis) throws IOException {
            long end = System.nanoTime() + OVERLOAD.toNanos();
            String body = Long.toString(millis);
            String request = head + body.length() + "\r\n\r\n" + body;
            String answer = exchange(request);
            while (answer.contains("\"overloaded\"") && System.nanoTime() < end) {
                answer = exchange(request);
            }
            if (!answer.startsWith("HTTP/1.1 202 ")) {
                throw new IOException("not accepted: " + answer);
            }
            int at = answer.indexOf(REQUEST_ID) + REQUEST_ID.length();
            return answer.substring(at, at + ID_LENGTH);
        }

        private String exchange(String request) throws IOException {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return read();
        }

        private String read() throws IOException {
            byte[] buffer = new byte[BUFFER];
            int size = 0;
            while (true) {
                int read = socket.getInputStream().read(buffer, size, buffer.length - size);
                if (read < 0) {
                    throw new IOException("closed after " + size + " bytes");
                }
                size += read;
                String answer = new String(buffer, 0, size, StandardCharsets.US_ASCII);
                if (answer.endsWith("}")) { // each body is one JSON object
                    return answer;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
