package io.fluxgateway.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** So many requests per second, evenly, on a few connections; what comes late is made up for. */
final class PacedLoad {
    private static final int CONNECTIONS = 16;
    private static final int LONGEST_ANSWER = 8_192;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final URI server;
    private final byte[] request;

    PacedLoad(URI server, String key) {
        this.server = server;
        this.request = ("GET /orders/42 HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nAuthorization: Bearer " + key
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends them, and tells how many there were. */
    long run(int perSecond, Duration time) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Callable<Long>> connections = new ArrayList<>();
            long interval = Duration.ofSeconds(1).toNanos() * CONNECTIONS / perSecond;
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(() -> send(interval, time));
            }
            long sent = 0;
            for (Future<Long> one : threads.invokeAll(connections)) {
                sent += one.get();
            }
            return sent;
        } finally {
            threads.shutdownNow();
        }
    }

    private long send(long interval, Duration time) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[LONGEST_ANSWER];
            long start = System.nanoTime();
            long sent = 0;
            for (long due = 0; due < time.toNanos(); due += interval) {
                for (long wait = start + due - System.nanoTime(); wait > 0; wait = start + due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                out.write(request);
                answer(in, buffer);
                sent++;
            }
            return sent;
        }
    }

    /** Reads one answer, whose body is {@link Servers#BODY}. */
    private static void answer(InputStream in, byte[] buffer) throws IOException {
        int size = 0;
        while (true) {
            int read = in.read(buffer, size, buffer.length - size);
            if (read < 0) {
                throw new IOException("the server closed the connection");
            }
            size += read;
            int end = endOfHead(buffer, size);
            if (end >= 0 && size == end + Servers.BODY.length()) {
                if (buffer[9] != '2') {
                    throw new IOException(new String(buffer, 0, size, StandardCharsets.US_ASCII));
                }
                return;
            }
        }
    }

    private static int endOfHead(byte[] buffer, int size) {
        for (int i = 0; i + END_OF_HEAD.length <= size; i++) {
            boolean found = true;
            for (int j = 0; j < END_OF_HEAD.length; j++) {
                found &= buffer[i + j] == END_OF_HEAD[j];
            }
            if (found) {
                return i + END_OF_HEAD.length;
            }
        }
        return -1;
    }
}
