package io.fluxgateway.undertow;

import io.undertow.protocols.http2.HpackDecoder;
import io.undertow.protocols.http2.HpackException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Speaks HTTP/1.1 with the client of a contract and HTTP/2 over TLS with the server behind: one connection and one stream
 * for each request, so that what becomes of the one is seen at the other.
 */
final class Http2Front implements AutoCloseable {
    private final ServerSocket listener;
    private final int server;
    private final SSLContext trust;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    Http2Front(int server, SSLContext trust) throws IOException {
        this.server = server;
        this.trust = trust;
        listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (true) {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                sockets.add(client);
                daemon(() -> {
                    try (client) {
                        serve(client);
                    }
                });
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void serve(Socket client) throws Exception {
        DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(client.getInputStream()));
        boolean goesOn = true;
        while (goesOn) {
            List<String> head;
            synchronized (in) {
                head = head(in);
            }
            if (head.isEmpty()) {
                return;
            }
            try (Stream stream = new Stream(head, client)) {
                daemon(() -> {
                    synchronized (in) {
                        stream.sendBody(in);
                    }
                });
                goesOn = stream.relay();
            }
        }
    }

    private static List<String> head(DataInputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = line(in);
        while (!line.isEmpty()) {
            lines.add(line);
            line = line(in);
        }
        return lines;
    }

    private static String line(DataInputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n' && b >= 0; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** One request and its response. */
    private final class Stream implements AutoCloseable {
        private final SSLSocket socket;
        private final Socket client;
        private final OutputStream out;
        private final DataInputStream in;
        private final String method;
        private long length;
        private boolean chunked;
        private long window = 65_535;

        Stream(List<String> head, Socket client) throws IOException {
            this.client = client;
            socket = (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server);
            sockets.add(socket);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            out = socket.getOutputStream();
            in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
            String[] words = head.get(0).split(" ", 3);
            method = words[0];
            List<String> fields = new ArrayList<>(List.of(":method", method, ":scheme", "https", ":path", words[1]));
            for (String field : head.subList(1, head.size())) {
                String name = field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT);
                String value = field.substring(field.indexOf(':') + 1).strip();
                switch (name) {
                    case "host" -> {
                        fields.add(6, ":authority");
                        fields.add(7, value);
                    }
                    case "transfer-encoding" -> chunked = true;
                    case "connection", "keep-alive", "upgrade", "http2-settings", "proxy-connection" -> {}
                    default -> {
                        if (name.equals("content-length")) {
                            length = Long.parseLong(value);
                        }
                        fields.add(name);
                        fields.add(value);
                    }
                }
            }
            out.write(Http2Client.PREFACE);
            write(Http2Client.SETTINGS, 0, 0, new byte[0]);
            write(
                    Http2Client.HEADERS,
                    Http2Client.END_HEADERS | (length > 0 || chunked ? 0 : Http2Client.END_STREAM),
                    1,
                    Http2Client.block(fields.toArray(new String[0])));
        }

        private void write(int type, int flags, int stream, byte[] payload) throws IOException {
            synchronized (out) {
                out.write(Http2Client.bytes(type, flags, stream, payload));
                out.flush();
            }
        }

        /** Also notices that the client goes away, which resets the stream. */
        void sendBody(DataInputStream from) throws Exception {
            byte[] buffer = new byte[8192];
            while (length > 0) {
                int count = from.read(buffer, 0, (int) Math.min(length, buffer.length));
                if (count < 0) {
                    write(Http2Client.RST_STREAM, 0, 1, Http2Client.number(8));
                    return;
                }
                length -= count;
                data(java.util.Arrays.copyOf(buffer, count), length == 0);
            }
            while (chunked) {
                int size = Integer.parseInt(line(from).strip(), 16);
                byte[] chunk = from.readNBytes(size);
                line(from);
                chunked = size > 0;
                data(chunk, size == 0);
            }
            from.mark(1);
            if (from.read() < 0) {
                write(Http2Client.RST_STREAM, 0, 1, Http2Client.number(8));
            }
            from.reset(); // the next request
        }

        private void data(byte[] bytes, boolean last) throws Exception {
            for (int at = 0; at < bytes.length || (last && at == 0); at += 8192) {
                int end = Math.min(bytes.length, at + 8192);
                synchronized (this) {
                    while (window < end - at) {
                        wait();
                    }
                    window -= end - at;
                }
                boolean ends = last && end == bytes.length;
                write(Http2Client.DATA, ends ? 1 : 0, 1, java.util.Arrays.copyOfRange(bytes, at, end));
                if (bytes.length == 0) {
                    return;
                }
            }
        }

        /** Whether another request may follow. */
        boolean relay() throws Exception {
            HpackDecoder decoder = new HpackDecoder();
            OutputStream to = client.getOutputStream();
            boolean chunks = false;
            boolean started = false;
            while (true) {
                int size = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                in.readInt();
                byte[] payload = in.readNBytes(size);
                boolean ends = (flags & Http2Client.END_STREAM) != 0;
                switch (type) {
                    case Http2Client.HEADERS -> {
                        StringBuilder head = new StringBuilder();
                        String[] status = new String[1];
                        boolean[] sized = new boolean[1];
                        decode(decoder, payload, status, sized, head);
                        boolean interim = status[0].startsWith("1");
                        boolean bodyless = method.equals("HEAD") || status[0].equals("204") || status[0].equals("304");
                        chunks = !interim && !bodyless && !sized[0];
                        if (chunks) {
                            head.append("transfer-encoding: chunked\r\n");
                        }
                        started |= !interim;
                        to.write(("HTTP/1.1 " + status[0] + " x\r\n" + head + "\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                    }
                    case Http2Client.DATA -> {
                        if (payload.length > 0) {
                            if (chunks) {
                                to.write((Integer.toHexString(payload.length) + "\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                            }
                            to.write(payload);
                            if (chunks) {
                                to.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                            }
                            to.flush();
                            if (!ends) {
                                write(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.number(payload.length));
                                write(Http2Client.WINDOW_UPDATE, 0, 1, Http2Client.number(payload.length));
                            }
                        }
                    }
                    case Http2Client.WINDOW_UPDATE -> {
                        synchronized (this) {
                            window += ByteBuffer.wrap(payload).getInt();
                            notifyAll();
                        }
                    }
                    case Http2Client.RST_STREAM, Http2Client.GOAWAY -> {
                        client.setSoLinger(true, 0); // a response that broke off must not look complete
                        return false;
                    }
                    case Http2Client.SETTINGS -> {
                        if ((flags & Http2Client.ACK) == 0) {
                            write(Http2Client.SETTINGS, Http2Client.ACK, 0, new byte[0]);
                        }
                    }
                    default -> {}
                }
                if (started && ends && type <= Http2Client.HEADERS) {
                    if (chunks) {
                        to.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                    to.flush();
                    return length == 0 && !chunked;
                }
            }
        }

        private void decode(HpackDecoder decoder, byte[] block, String[] status, boolean[] sized, StringBuilder head)
                throws HpackException {
            decoder.setHeaderEmitter((name, value, never) -> {
                if (name.toString().equals(":status")) {
                    status[0] = value;
                } else {
                    sized[0] |= name.toString().equals("content-length");
                    head.append(name).append(": ").append(value).append("\r\n");
                }
            });
            decoder.decode(ByteBuffer.wrap(block), false);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Thread daemon(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Exception e) {
                        // the test sees what came of it
                    }
                },
                "http2-front");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
