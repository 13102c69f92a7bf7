package io.fluxgateway.undertow;

import io.fluxgateway.http.Http1Guard;
import io.fluxgateway.http.Http1Limits;
import io.fluxgateway.http.Http1Violation;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What a client sends, checked before Undertow's parser sees it. A head that comes in pieces is kept until it is whole. One
 * that is not in order is replaced with a small request that says why, so that it is answered as any other; what comes
 * behind it is thrown away. A body that is not in order ends where it is wrong: whoever reads it is told, or fails.
 *
 * <p>Used by one thread at a time, as every conduit.
 */
final class GuardedSource extends OneWaySource {
    private static final int MOST_DISCARDED_AT_ONCE = 1 << 20;

    private final StreamConnection connection;
    private final Http1Guard guard;
    private final Http1Limits limits;
    private final long headMillis;

    /** The beginning of a head whose end has not come. */
    private @Nullable HeldHead held;

    /** What is to be read before anything else. */
    private @Nullable ByteBuffer ready;

    private XnioExecutor.@Nullable Key headTimer;
    private @Nullable Runnable ifBroken;
    private boolean told;
    private long exchanges;

    GuardedSource(StreamSourceConduit next, StreamConnection connection, Http1Limits limits, long headMillis) {
        super(next);
        this.connection = connection;
        this.guard = new Http1Guard(limits);
        this.limits = limits;
        this.headMillis = headMillis;
    }

    /** The one under an exchange's connection; null if there is none. */
    static @Nullable GuardedSource of(HttpServerExchange exchange) {
        ServerConnection server = exchange.getConnection();
        return server instanceof HttpServerConnection http
                        && http.getOriginalSourceConduit() instanceof GuardedSource source
                ? source
                : null;
    }

    /**
     * Counts a request that Undertow has read. False if there are more of them than heads: then two parsers read the same
     * octets differently, and nothing on this connection is sure.
     */
    boolean agreesTo(HttpServerExchange exchange) {
        if (exchange.getRequestHeaders().contains(Headers.UPGRADE)) {
            standsAsideAfter(exchange);
        }
        return ++exchanges <= guard.heads() + (guard.isHeadBroken() ? 1 : 0) || guard.isAside();
    }

    /** Nothing is checked any more once another protocol was agreed to. */
    private void standsAsideAfter(HttpServerExchange exchange) {
        exchange.addResponseCommitListener(committing -> {
            if (committing.getStatusCode() == StatusCodes.SWITCHING_PROTOCOLS) {
                guard.standAside();
            }
        });
    }

    /**
     * Has a listener told, on the I/O thread, instead of failing a read of a body that is not in order: Undertow closes the
     * connection when a read fails, and nobody could be answered.
     *
     * @param listener null to be told no more
     */
    static void ifBroken(HttpServerExchange exchange, @Nullable Runnable listener) {
        GuardedSource source = of(exchange);
        if (source != null) {
            source.ifBroken = listener;
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        ByteBuffer first = ready;
        if (first != null) {
            return serve(first, dst);
        }
        if (guard.violation() != null) {
            return discard(dst);
        }
        if (held != null) {
            return readHeld(held, dst);
        }
        int start = dst.position();
        int count = next.read(dst);
        if (count <= 0) {
            return count;
        }
        int end = dst.position();
        long base = guard.checked();
        guard.check(dst, start, end);
        int safe = start + (int) (guard.released() - base);
        if (safe == end) {
            return count;
        }
        dst.position(safe);
        Http1Violation violation = guard.violation();
        if (violation == null) {
            held = new HeldHead(dst, safe, end, limits.headBytes());
        } else if (guard.isHeadBroken()) {
            ready = Refusal.request(dst, safe, guard.requestLineSize(), violation);
        }
        return safe > start ? safe - start : read(dst);
    }

    /** Reads on until the head is whole. */
    private int readHeld(HeldHead head, ByteBuffer dst) throws IOException {
        while (true) {
            ByteBuffer bytes = head.room();
            int from = bytes.position();
            int count = readNext(bytes);
            if (count < 0) {
                return count;
            }
            if (count == 0) {
                awaitHead();
                return 0;
            }
            long base = guard.checked() - from;
            guard.check(bytes, from, bytes.position());
            int safe = (int) (guard.released() - base);
            Http1Violation violation = guard.violation();
            if (violation != null || safe > 0) {
                headCame();
                ready = head.release(safe);
                if (violation != null && guard.isHeadBroken()) {
                    ByteBuffer refusal = Refusal.request(bytes, safe, guard.requestLineSize(), violation);
                    ready = ready.hasRemaining() ? Refusal.behind(ready, refusal) : refusal;
                } else if (violation == null && safe < bytes.position()) {
                    held = new HeldHead(bytes, safe, bytes.position(), limits.headBytes());
                }
                return ready.hasRemaining() ? serve(ready, dst) : read(dst);
            }
        }
    }

    /** No more of the head comes once this ends: nobody else tells, as XNIO closes the source by itself then. */
    private int readNext(ByteBuffer bytes) throws IOException {
        int count = -1;
        try {
            count = next.read(bytes);
        } finally {
            if (count < 0) {
                headCame();
            }
        }
        return count;
    }

    private int serve(ByteBuffer from, ByteBuffer dst) {
        int count = Math.min(from.remaining(), dst.remaining());
        ByteBuffer part = from.slice(from.position(), count);
        dst.put(part);
        from.position(from.position() + count);
        if (!from.hasRemaining()) {
            ready = null;
        }
        return count;
    }

    /** After a violation nothing is read as HTTP. */
    private int discard(ByteBuffer dst) throws IOException {
        if (!guard.isHeadBroken() && !told) {
            Runnable listener = ifBroken;
            if (listener == null) {
                throw new IOException("the request body is not in order: " + guard.violation());
            }
            told = true;
            connection.getIoThread().execute(listener);
            return 0; // also if the client has left: Undertow would close the connection
        }
        int start = dst.position();
        int count;
        int discarded = 0;
        do {
            count = next.read(dst);
            dst.position(start);
            discarded += Math.max(0, count);
        } while (count > 0 && discarded < MOST_DISCARDED_AT_ONCE);
        return Math.min(0, count);
    }

    /** Whether a reader learns something that no octet from the client will tell it. */
    private boolean hasNews() {
        return ready != null || (guard.violation() != null && !guard.isHeadBroken() && !told);
    }

    private void awaitHead() {
        if (headTimer == null) {
            headTimer = connection
                    .getIoThread()
                    .executeAfter(() -> IoUtils.safeClose(connection), headMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void headCame() {
        held = null;
        XnioExecutor.Key timer = headTimer;
        if (timer != null) {
            timer.remove();
            headTimer = null;
        }
    }

    @Override
    public void resumeReads() {
        if (hasNews()) {
            super.wakeupReads();
        } else {
            super.resumeReads();
        }
    }

    @Override
    public void awaitReadable() throws IOException {
        if (!hasNews()) {
            super.awaitReadable();
        }
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        if (!hasNews()) {
            super.awaitReadable(time, unit);
        }
    }

    @Override
    public boolean isReadShutdown() {
        return ready == null && super.isReadShutdown();
    }

    @Override
    public void terminateReads() throws IOException {
        headCame();
        ready = null;
        super.terminateReads();
    }
}
