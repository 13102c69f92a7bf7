package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Sends a request while it reads the response, which the JDK's client does not over HTTP/1.1. */
final class DuplexClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;

    DuplexClient(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** Posts a body of that length, and returns the body of the response, which must be 200 and chunked. */
    InputStream post(URI target, String key, InputStream body, long length) throws IOException {
        String head = "POST " + target.getPath() + " HTTP/1.1\r\nHost: " + target.getAuthority()
                + "\r\nAuthorization: Bearer " + key + "\r\nContent-Length: " + length + "\r\n\r\n";
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        CompletableFuture.runAsync(() -> {
                    try {
                        body.transferTo(out);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .exceptionally(error -> {
                    close();
                    return null;
                });
        InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        assertThat(line(in)).isEqualTo("HTTP/1.1 200 OK");
        boolean chunked = false;
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            chunked |= field.equalsIgnoreCase("Transfer-Encoding: chunked");
        }
        assertThat(chunked).isTrue();
        return new Chunks(in);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            assertThat(c).as("the response ended within %s", line).isNotNegative();
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** The chunked coding (RFC 9112 section 7.1). It must end with the last chunk, not with the connection. */
    private static final class Chunks extends FilterInputStream {
        private long left;
        private boolean ended;

        Chunks(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                left = Long.parseLong(line(in), 16);
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            int count = in.read(buffer, offset, (int) Math.min(length, left));
            assertThat(count).as("the response ended within a chunk").isPositive();
            left -= count;
            if (left == 0) {
                assertThat(line(in)).isEmpty();
            }
            return count;
        }
    }
}
