package io.fluxgateway.undertow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that does on each connection exactly what a test says, broken things included. */
final class RawUpstream implements AutoCloseable {
    final AtomicInteger connections = new AtomicInteger();
    /** Heads of the requests that came. */
    final List<RawClient.Response> requests = new CopyOnWriteArrayList<>();
    /** Connections that the gateway closed or reset, as the script found out by reading on. */
    final AtomicInteger closedByGateway = new AtomicInteger();

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    interface Script {
        /** Called with each connection and its number from 1, on a thread of its own. */
        void run(RawClient connection, int number) throws Exception;
    }

    RawUpstream(Script script) throws IOException {
        listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                daemon(() -> {
                    try (RawClient connection = new RawClient(socket)) {
                        script.run(connection, number);
                    }
                });
            }
        });
    }

    /** An upstream that reads one request head on each connection, sends that text and closes. */
    static RawUpstream answering(String text) throws IOException {
        RawUpstream[] self = new RawUpstream[1];
        self[0] = new RawUpstream((connection, number) -> {
            connection.head();
            connection.send(text);
        });
        return self[0];
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Reads on until the gateway closes. */
    void awaitClose(RawClient connection) throws IOException {
        if (connection.isClosedByPeer()) {
            closedByGateway.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Exception e) {
                        // the test sees what came of it
                    }
                },
                "raw-upstream");
        thread.setDaemon(true);
        thread.start();
    }
}
