package io.fluxgateway.undertow;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;

/**
 * The connections of one I/O thread to one endpoint: bounded, kept alive, the last used one first. Confined to that
 * thread.
 */
final class UpstreamPool {
    private final XnioIoThread thread;
    private final Deadlines deadlines;
    private final Connector connector;
    private final ForwardOptions options;

    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private final Deadlines.Timer expiry = new Expiry();
    private boolean expiryRuns;
    private int open; // idle, in use, and being made
    private int connecting;
    private boolean closed;

    UpstreamPool(XnioIoThread thread, Deadlines deadlines, Connector connector, ForwardOptions options) {
        this.thread = thread;
        this.deadlines = deadlines;
        this.connector = connector;
        this.options = options;
    }

    /** A request that needs a connection. Exactly one of the two is called. */
    interface Waiter {
        void connected(UpstreamConnection connection);

        void notConnected(IOException cause);
    }

    /** Gets an idle connection at once, or a new one, or the next that is given back. */
    void acquire(Waiter waiter) {
        UpstreamConnection connection = idle.pollLast();
        while (connection != null) {
            connection.idle(false);
            if (connection.client().isOpen()) {
                waiter.connected(connection);
                return;
            }
            connection.close();
            connection = idle.pollLast();
        }
        if (waiting.size() >= options.maxWaitingPerThread()) {
            waiter.notConnected(new IOException("all connections to " + connector + " are in use, and "
                    + options.maxWaitingPerThread() + " requests wait for one"));
            return;
        }
        waiting.add(waiter);
        connectIfNeeded();
    }

    /** Gets a new connection, whatever is idle. */
    void acquireNew(Waiter waiter) {
        new Attempt(waiter).start();
    }

    /** Gives up waiting. */
    void cancel(Waiter waiter) {
        waiting.remove(waiter);
    }

    /** Keeps nothing any more; requests under way go on. */
    void close() {
        closed = true;
        for (UpstreamConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.idle(false);
            connection.close();
        }
    }

    void released(UpstreamConnection connection) {
        Waiter waiter = waiting.poll();
        if (waiter != null) {
            waiter.connected(connection);
        } else if (closed) {
            connection.close();
        } else {
            connection.idle(true);
            idle.add(connection);
            if (!expiryRuns) {
                expiryRuns = true;
                deadlines.start(expiry, options.keepAlive().toNanos());
            }
        }
    }

    void closed(UpstreamConnection connection) {
        open--;
        if (connection.isIdle()) {
            connection.idle(false);
            idle.remove(connection);
        }
        if (!waiting.isEmpty()) {
            thread.execute(this::connectIfNeeded); // not deeper into the stack
        }
    }

    private void connectIfNeeded() {
        if (connecting < waiting.size() && open < options.maxConnectionsPerThread()) {
            new Attempt(null).start();
        }
    }

    private void expire() {
        long now = System.nanoTime();
        long keepNanos = options.keepAlive().toNanos();
        UpstreamConnection oldest = idle.peek();
        while (oldest != null && now - oldest.idleSinceNanos() >= keepNanos) {
            oldest.close();
            oldest = idle.peek();
        }
        expiryRuns = oldest != null;
        if (oldest != null) {
            deadlines.start(expiry, keepNanos - (now - oldest.idleSinceNanos()));
        }
    }

    private final class Expiry extends Deadlines.Timer {
        @Override
        void expired() {
            expire();
        }
    }

    /** One try to connect. What comes of it goes to its own waiter, or else to whoever waits longest. */
    private final class Attempt extends Deadlines.Timer implements ClientCallback<ClientConnection> {
        private final @Nullable Waiter own;
        private boolean done;

        Attempt(@Nullable Waiter own) {
            this.own = own;
        }

        void start() {
            open++;
            connecting += own == null ? 1 : 0;
            deadlines.start(this, options.connectTimeout().toNanos());
            connector.connect(thread, this);
        }

        @Override
        public void completed(ClientConnection client) {
            onThread(() -> connected(client));
        }

        @Override
        public void failed(IOException cause) {
            onThread(() -> notConnected(cause));
        }

        @Override
        void expired() {
            notConnected(new IOException("no connection to " + connector + " within "
                    + options.connectTimeout().toMillis() + " ms"));
        }

        private void connected(ClientConnection client) {
            if (done) {
                IoUtils.safeClose(client);
                return;
            }
            end();
            UpstreamConnection connection = new UpstreamConnection(UpstreamPool.this, client);
            client.addCloseListener(gone -> onThread(() -> {
                if (connection.isIdle()) {
                    connection.close();
                }
            }));
            if (own != null) {
                own.connected(connection);
            } else {
                released(connection);
            }
        }

        private void notConnected(IOException cause) {
            if (done) {
                return;
            }
            end();
            open--;
            Waiter waiter = own != null ? own : waiting.poll();
            if (waiter != null) {
                waiter.notConnected(cause);
            }
            thread.execute(UpstreamPool.this::connectIfNeeded);
        }

        private void end() {
            done = true;
            connecting -= own == null ? 1 : 0;
            deadlines.stop(this);
        }

        private void onThread(Runnable task) {
            if (Thread.currentThread() == thread) {
                task.run();
            } else {
                thread.execute(task);
            }
        }
    }
}
