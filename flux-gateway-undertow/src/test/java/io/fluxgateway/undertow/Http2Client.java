package io.fluxgateway.undertow;

import io.undertow.protocols.http2.HpackDecoder;
import io.undertow.protocols.http2.HpackException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 client that sends exactly the frames it is told to, and keeps what comes back. It acknowledges nothing and gives
 * no window by itself, but for {@link #friendly}.
 */
final class Http2Client implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final OutputStream out;
    private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();
    final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    private final HpackDecoder decoder = new HpackDecoder(1 << 20);
    private volatile boolean closed;
    private volatile boolean friendly = true;
    private volatile @Nullable Integer goneAway;
    private volatile Task onData = () -> {};

    interface Task {
        void run() throws IOException;
    }

    /** A frame that arrived. */
    static final class Frame {
        private final int type;
        private final int flags;
        private final int stream;
        private final byte[] payload;

        Frame(int type, int flags, int stream, byte[] payload) {
            this.type = type;
            this.flags = flags;
            this.stream = stream;
            this.payload = payload;
        }

        int type() {
            return type;
        }

        int flags() {
            return flags;
        }

        int stream() {
            return stream;
        }

        byte[] payload() {
            return payload;
        }
    }

    /** What arrived on a stream. */
    static final class Answer {
        final Map<String, String> fields = new TreeMap<>();
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        volatile boolean ended;
        volatile @Nullable Integer reset;

        int status() {
            return Integer.parseInt(fields.getOrDefault(":status", "0"));
        }

        String text() {
            return body.toString(StandardCharsets.UTF_8);
        }

        boolean isOver() {
            return ended || reset != null;
        }
    }

    Http2Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        Thread reader = new Thread(this::readAll, "http2-client");
        reader.setDaemon(true);
        reader.start();
    }

    /** Clear text; nothing is sent yet. */
    static Http2Client silent(int port) throws IOException {
        return new Http2Client(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Clear text, with preface and empty settings sent. */
    static Http2Client connect(int port) throws IOException {
        Http2Client client = silent(port);
        client.begin();
        return client;
    }

    /** Clear text, with preface and empty settings sent, and nothing else that it is not told to send. */
    static Http2Client unfriendly(int port) throws IOException {
        Http2Client client = silent(port).friendly(false);
        client.begin();
        return client;
    }

    /** TLS, with preface and empty settings sent. */
    static Http2Client connect(int port, SSLContext trust) throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        Http2Client client = new Http2Client(socket);
        client.begin();
        return client;
    }

    void begin(int... settings) throws IOException {
        synchronized (out) {
            out.write(PREFACE);
        }
        settings(settings);
    }

    /** Whether it acknowledges settings and pings, and gives back the window that bodies take: at any time, in the middle of a head that is sent in pieces, too. */
    Http2Client friendly(boolean is) {
        friendly = is;
        return this;
    }

    /** Runs that after each {@code DATA} frame that carries something. */
    Http2Client onData(Task task) {
        onData = task;
        return this;
    }

    // Sending

    static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    Http2Client send(byte[] raw) throws IOException {
        synchronized (out) {
            out.write(raw);
            out.flush();
        }
        return this;
    }

    Http2Client frame(int type, int flags, int stream, byte... payload) throws IOException {
        return send(bytes(type, flags, stream, payload));
    }

    Http2Client settings(int... idsAndValues) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(idsAndValues.length * 3);
        for (int i = 0; i < idsAndValues.length; i += 2) {
            payload.putShort((short) idsAndValues[i]).putInt(idsAndValues[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    Http2Client windowUpdate(int stream, int increment) throws IOException {
        return frame(WINDOW_UPDATE, 0, stream, number(increment));
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Name, value, name, value, ...: literals without indexing, without Huffman coding (RFC 7541 section 6.2.2). */
    static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            string(block, fields[i]);
            string(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            to.write(bytes.length);
        } else {
            to.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                to.write((rest & 127) | 128);
            }
            to.write(rest);
        }
        to.writeBytes(bytes);
    }

    /** The pseudo-fields of a GET, then those. */
    static String[] get(String path, String... more) {
        return request("GET", path, more);
    }

    static String[] request(String method, String path, String... more) {
        String[] all = new String[8 + more.length];
        String[] pseudo = {":method", method, ":scheme", "http", ":path", path, ":authority", "gateway.test"};
        System.arraycopy(pseudo, 0, all, 0, 8);
        System.arraycopy(more, 0, all, 8, more.length);
        return all;
    }

    Http2Client headers(int stream, boolean end, String... fields) throws IOException {
        return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
    }

    Http2Client data(int stream, boolean end, String text) throws IOException {
        return frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Http2Client reset(int stream, int code) throws IOException {
        return frame(RST_STREAM, 0, stream, number(code));
    }

    // What came back

    Answer answer(int stream) {
        return answers.computeIfAbsent(stream, id -> new Answer());
    }

    /** Waits until the stream is over. */
    Answer await(int stream) {
        Answer answer = answer(stream);
        org.awaitility.Awaitility.await()
                .pollInterval(java.time.Duration.ofMillis(2))
                .until(() -> answer.isOver() || closed);
        return answer;
    }

    /** Whether the server has closed the connection. */
    boolean isClosed() {
        return closed;
    }

    /** The error code of the last {@code GOAWAY}. */
    @Nullable
    Integer goneAway() {
        return goneAway;
    }

    private void readAll() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt() & Integer.MAX_VALUE;
                byte[] payload = new byte[length];
                in.readFully(payload);
                arrived(new Frame(type, flags, stream, payload));
            }
        } catch (IOException | HpackException | RuntimeException e) {
            closed = true;
        }
    }

    private void arrived(Frame frame) throws IOException, HpackException {
        Answer answer = answer(frame.stream());
        switch (frame.type()) {
            case HEADERS -> {
                decoder.setHeaderEmitter((name, value, never) -> answer.fields.put(name.toString(), value));
                decoder.decode(ByteBuffer.wrap(frame.payload()), false);
            }
            case DATA -> {
                answer.body.writeBytes(frame.payload());
                if (frame.payload().length > 0) {
                    byte[] window = number(frame.payload().length);
                    answerIfFriendly(WINDOW_UPDATE, 0, 0, window);
                    answerIfFriendly(WINDOW_UPDATE, 0, frame.stream(), window);
                    onData.run();
                }
            }
            case RST_STREAM -> answer.reset = ByteBuffer.wrap(frame.payload()).getInt();
            case GOAWAY -> goneAway = ByteBuffer.wrap(frame.payload(), 4, 4).getInt();
            case SETTINGS, PING -> {
                if ((frame.flags() & ACK) == 0) {
                    answerIfFriendly(frame.type(), ACK, 0, frame.type() == PING ? frame.payload() : new byte[0]);
                }
            }
            default -> {}
        }
        frames.add(frame);
        if ((frame.type() == HEADERS || frame.type() == DATA) && (frame.flags() & END_STREAM) != 0) {
            answer.ended = true;
        }
    }

    /** A server that has closed takes no answer, but what it sent before can still be read. */
    private void answerIfFriendly(int type, int flags, int stream, byte[] payload) {
        try {
            if (friendly) {
                frame(type, flags, stream, payload);
            }
        } catch (IOException e) {
            // the end of what can be read tells
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
