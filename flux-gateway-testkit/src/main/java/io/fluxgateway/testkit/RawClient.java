package io.fluxgateway.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 client (or the server's side of a connection) that shows what is on the wire: it sends exactly the bytes it
 * is given, and reads a message without repairing anything. Reading waits for at most 20 seconds. Not thread-safe, but one
 * thread may send while another reads.
 */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/\\d\\.\\d [1-5]\\d\\d.*");
    private static final int STATUS_BEGINS = 9;
    private static final int STATUS_ENDS = 12;
    private static final int HEXADECIMAL = 16;

    private final Socket socket;
    private final InputStream in;
    private boolean betweenChunks;

    /** Connects to that port on the loopback address. */
    public RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Takes over a connection, encrypted perhaps. */
    public RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * A response, or a request's head with its request line in place of the status line.
     *
     * @param headers the field lines as they came
     * @param text    the body without framing, as UTF-8
     */
    public record Response(String statusLine, List<String> headers, String text) {
        /**
         * The status code.
         *
         * @throws AssertionError if it is no response, with what it is
         */
        public int status() {
            if (!STATUS_LINE.matcher(statusLine).matches()) {
                throw new AssertionError("expected a response, but got " + this);
            }
            return Integer.parseInt(statusLine.substring(STATUS_BEGINS, STATUS_ENDS));
        }

        /** The first value of a field, or null. */
        public @Nullable String header(String name) {
            List<String> values = all(name);
            return values.isEmpty() ? null : values.get(0);
        }

        /** Every value of a field. */
        public List<String> all(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(h -> h.substring(prefix.length()).strip())
                    .toList();
        }
    }

    /** A message head of these lines. */
    public static String http(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    public Socket socket() {
        return socket;
    }

    public OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Sends a text, one byte for each of its (ISO 8859-1) characters. */
    public RawClient send(String text) throws IOException {
        out().write(text.getBytes(StandardCharsets.ISO_8859_1));
        out().flush();
        return this;
    }

    /** Sends a text as far as the other side takes it: it may have answered and closed before. */
    public RawClient sendUnlessClosed(String text) throws IOException {
        try {
            send(text);
        } catch (SocketException e) {
            // the answer, if there is one, can still be read
        }
        return this;
    }

    /** Sends no more. */
    void shutDownOutput() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException e) {
            // the other side has closed
        }
    }

    /** Sends a GET request without credential. */
    public RawClient get(String path) throws IOException {
        return send(http("GET " + path + " HTTP/1.1", "Host: gateway.test"));
    }

    /** Sends a request other than HEAD and reads its response. */
    public Response exchange(String text) throws IOException {
        return send(text).response(false);
    }

    /** Reads the whole response to a request other than HEAD. */
    public Response response() throws IOException {
        return response(false);
    }

    /**
     * Reads one whole response.
     *
     * @param toHead whether the request's method was HEAD
     * @throws EOFException if the response is truncated
     */
    public Response response(boolean toHead) throws IOException {
        Response head = head();
        int status = head.status();
        if (toHead || status == 204 || status == 304 || status == 100) {
            return head;
        }
        byte[] body;
        if ("chunked".equals(head.header("transfer-encoding"))) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] chunk = chunk();
            while (chunk.length > 0) {
                all.write(chunk);
                chunk = chunk();
            }
            body = all.toByteArray();
        } else {
            String length = head.header("content-length");
            body = length == null ? in.readAllBytes() : bytes(Integer.parseInt(length));
        }
        return new Response(head.statusLine(), head.headers(), new String(body, StandardCharsets.UTF_8));
    }

    /** Reads a message's head. */
    public Response head() throws IOException {
        String status = line();
        List<String> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        return new Response(status, headers, "");
    }

    /** Reads one chunk of a chunked body; empty at its end. Does not wait for the line end behind it, which may come late. */
    public byte[] chunk() throws IOException {
        if (betweenChunks) {
            line();
        }
        byte[] chunk = bytes(Integer.parseInt(line(), HEXADECIMAL));
        betweenChunks = chunk.length > 0;
        if (!betweenChunks) {
            String trailer = line();
            while (!trailer.isEmpty()) {
                trailer = line();
            }
        }
        return chunk;
    }

    /** Reads so many bytes. */
    public byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("truncated: " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Reads one line, without its end. */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection closed after \"" + line + "\"");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Waits; true if the other side closes or resets, false if it sends more. */
    public boolean isClosedByPeer() throws IOException {
        try {
            if (betweenChunks) {
                line();
                betweenChunks = false;
            }
            return in.read() < 0;
        } catch (SocketException | EOFException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
