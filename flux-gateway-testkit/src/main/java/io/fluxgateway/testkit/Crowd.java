package io.fluxgateway.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many clients at once that keep a server's connections and do nothing good with them. They have small receive windows. Not
 * thread-safe.
 */
public final class Crowd implements AutoCloseable {
    private static final int BATCH = 200;
    private static final int SMALL_WINDOW = 4 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final InetSocketAddress server;
    private final List<SocketChannel> connections = new ArrayList<>();

    /** Of the server on that port of this machine. */
    public Crowd(int port) {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Adds clients that send that much and no more, and never read.
     *
     * @return this
     * @throws IOException if one cannot connect
     */
    public Crowd join(int clients, String begins) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(begins.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < clients; i += BATCH) {
            List<SocketChannel> batch = new ArrayList<>();
            for (int j = 0; j < Math.min(BATCH, clients - i); j++) {
                batch.add(connect());
            }
            connections.addAll(batch);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
                for (SocketChannel one : batch) {
                    if (!one.finishConnect()) {
                        return false;
                    }
                }
                return true;
            });
            for (SocketChannel one : batch) {
                one.write(bytes.duplicate());
            }
        }
        return this;
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_WINDOW);
        channel.configureBlocking(false);
        channel.connect(server);
        return channel;
    }

    /** All of them send a little more, as much as their connections take; those that the server has closed meanwhile stay away. */
    public void send(String more) {
        ByteBuffer bytes = ByteBuffer.wrap(more.getBytes(StandardCharsets.US_ASCII));
        for (SocketChannel one : connections) {
            try {
                one.write(bytes.duplicate());
            } catch (IOException e) {
                // closed by the server, as is its right
            }
        }
    }

    /** How many the server has not closed. Up to 1 KiB of what it sent is read. */
    public int stillThere() {
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        int there = 0;
        for (SocketChannel one : connections) {
            try {
                bytes.clear();
                there += one.read(bytes) < 0 ? 0 : 1;
            } catch (IOException e) {
                // reset
            }
        }
        return there;
    }

    /** All leave at once. */
    @Override
    public void close() throws IOException {
        for (SocketChannel one : connections) {
            one.close();
        }
    }
}
