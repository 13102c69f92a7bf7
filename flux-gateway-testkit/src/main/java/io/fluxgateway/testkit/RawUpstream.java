package io.fluxgateway.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that does on each connection exactly what a test says, broken things included. */
public final class RawUpstream implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger closedByGateway = new AtomicInteger();
    private final List<RawClient.Response> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** What an upstream does on a connection. */
    @FunctionalInterface
    public interface Script {
        /** Called with each connection and its number from 1, on a thread of its own; the connection is closed after it. */
        void run(RawClient connection, int number) throws Exception;
    }

    /** Listens on a port that the system picks. */
    public RawUpstream(Script script) throws IOException {
        listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
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
    public static RawUpstream answering(String text) throws IOException {
        return new RawUpstream((connection, number) -> {
            connection.head();
            connection.send(text);
        });
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were made to it. */
    public AtomicInteger connections() {
        return connections;
    }

    /** Heads of the requests that a script noted here. */
    public List<RawClient.Response> requests() {
        return requests;
    }

    /** How many connections the gateway closed or reset, as scripts found out by {@link #awaitClose}. */
    public AtomicInteger closedByGateway() {
        return closedByGateway;
    }

    /** Reads on until the gateway closes. */
    public void awaitClose(RawClient connection) throws IOException {
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
