package io.fluxgateway.undertow;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.AbstractHttp2StreamSourceChannel;
import io.undertow.protocols.http2.ConnectionErrorException;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2PingStreamSourceChannel;
import io.undertow.protocols.http2.Http2RstStreamStreamSourceChannel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.framed.FrameHeaderData;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.ssl.SslConnection;

/**
 * One HTTP/2 connection of a client: Undertow's, which is told of malformed requests, too many streams and resets that it
 * does not notice by itself. Confined to its I/O thread, but for what says otherwise.
 */
final class Http2Connection extends Http2Channel {
    static final AttachmentKey<Http2Connection> KEY = AttachmentKey.create(Http2Connection.class);

    private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);
    private static final int NO_ERROR = 0;
    private static final int PROTOCOL_ERROR = 1;
    private static final int REFUSED_STREAM = 7;
    private static final int CANCEL = 8;

    private final Map<Integer, Http2Stream> streams = new ConcurrentHashMap<>();
    private final Http2Options bounds;
    private final int maxFields;
    private final long idleNanos;
    private final GoAwaySink goAway;
    private final KeptResets resets;
    private @Nullable Http2StreamSourceChannel arriving;
    private XnioExecutor.@Nullable Key nextLook;
    private long idleSince = System.nanoTime();
    private volatile int lastReset;
    private boolean draining;
    private boolean drainingSeen;

    private Http2Connection(
            StreamConnection connection,
            GoAwaySink goAway,
            FrameRates rates,
            ByteBufferPool buffers,
            Http2Options bounds,
            AtomicInteger resetsOfAll,
            OptionMap options) {
        super(connection, "h2", buffers, null, false, false, options);
        this.goAway = goAway;
        this.bounds = bounds;
        this.resets = new KeptResets(resetsOfAll, bounds.maxResetsOfAll(), System.nanoTime());
        this.maxFields = options.get(UndertowOptions.MAX_HEADERS, 100);
        this.idleNanos = TimeUnit.MILLISECONDS.toNanos(options.get(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000));
        rates.responses(this::isWaiting);
        putAttachment(KEY, this);
        addCloseTask(channel -> onThread(this::closed));
        lookLater();
    }

    /**
     * Takes over a connection whose protocol is agreed on, and from which nothing was read.
     *
     * @param resetsOfAll counts the reset requests that all connections of the server keep
     */
    static Http2Connection on(
            StreamConnection connection,
            ByteBufferPool buffers,
            Http2Options bounds,
            AtomicInteger resetsOfAll,
            OptionMap options) {
        int maxHeaderBlock = options.get(UndertowOptions.MAX_HEADER_SIZE, 16 * 1024);
        SentFrames sent = new SentFrames(connection.getSinkChannel().getConduit());
        FrameRates rates = new FrameRates(bounds, sent);
        GoAwaySink goAway = new GoAwaySink(sent);
        connection.getSinkChannel().setConduit(goAway);
        connection
                .getSourceChannel()
                .setConduit(new FrameGuard(
                        connection.getSourceChannel().getConduit(),
                        connection instanceof SslConnection,
                        buffers,
                        new FrameCheck(bounds, rates, maxHeaderBlock)));
        return new Http2Connection(connection, goAway, rates, buffers, bounds, resetsOfAll, options);
    }

    // What arrives

    @Override
    protected FrameHeaderData parseFrame(ByteBuffer data) throws IOException {
        try {
            return super.parseFrame(data);
        } catch (RuntimeException e) {
            throw new ConnectionErrorException(PROTOCOL_ERROR, e); // a field name with a line end, an unknown index
        }
    }

    @Override
    protected @Nullable AbstractHttp2StreamSourceChannel createChannel(FrameHeaderData head, PooledByteBuffer data)
            throws IOException {
        AbstractHttp2StreamSourceChannel made;
        try {
            made = super.createChannel(head, data);
        } catch (RuntimeException e) {
            throw new ConnectionErrorException(PROTOCOL_ERROR, e); // a length that is no number
        }
        if (made instanceof Http2StreamSourceChannel request) {
            return isRefused(request) ? null : request;
        }
        if (made instanceof Http2RstStreamStreamSourceChannel reset) {
            endedByReset(reset.getStreamId());
        } else if (made instanceof Http2PingStreamSourceChannel ping && ping.isAck() && draining) {
            drainingSeen = true;
            closeIfDrained();
        }
        return made;
    }

    private boolean isRefused(Http2StreamSourceChannel request) {
        int id = request.getStreamId();
        if (streams.size() >= bounds.maxConcurrentStreams()) {
            sendRstStream(id, REFUSED_STREAM);
            return true;
        }
        String defect = Http2Fields.defect(request.getHeaders(), !request.isOpen(), maxFields);
        if (defect != null) {
            LOG.debug("malformed HTTP/2 request of {}: {}", getPeerAddress(), defect);
            sendRstStream(id, PROTOCOL_ERROR);
            return true;
        }
        Http2Fields.normalize(request.getHeaders());
        arriving = request;
        return false;
    }

    /** The request that was just let in has become an exchange. */
    void began(HttpServerExchange exchange) {
        Http2StreamSourceChannel request = arriving;
        arriving = null;
        if (request == null) {
            return;
        }
        exchange.setRequestScheme(getSslSession() == null ? "http" : "https"); // as it is, not as the client says
        Http2Stream stream = new Http2Stream(this, request, exchange);
        streams.put(request.getStreamId(), stream);
        exchange.putAttachment(Http2Stream.KEY, stream);
        exchange.addExchangeCompleteListener((completed, next) -> {
            next.proceed();
            onThread(() -> ended(stream));
        });
    }

    private void ended(Http2Stream stream) {
        streams.remove(stream.id());
        idleSince = System.nanoTime();
        closeIfDrained();
    }

    /** Whether a part of some response waits for its client. */
    private boolean isWaiting() {
        for (Http2Stream stream : streams.values()) {
            if (stream.isWaiting()) {
                return true;
            }
        }
        return false;
    }

    // Resets

    /** From any thread. */
    @Override
    public void sendRstStream(int streamId, int statusCode) {
        Http2Stream stream = streams.get(streamId);
        if (stream == null ? streamId == lastReset : stream.isReset()) {
            return; // a reset is not answered with one, and Undertow resets once more what it finds broken
        }
        super.sendRstStream(streamId, statusCode);
        endedByReset(streamId);
    }

    private void endedByReset(int id) {
        lastReset = id;
        Http2Stream stream = streams.get(id);
        if (stream != null) {
            onThread(() -> {
                stream.wasReset();
                if (isOpen() && !resets.add(System.nanoTime())) {
                    sendGoAway(FrameRates.ENHANCE_YOUR_CALM); // closes, too
                }
            });
        }
    }

    /** Tells the client to send no more of a request whose response is complete (section 8.1). */
    void stopRequest(int id) {
        sendRstStream(id, NO_ERROR);
    }

    private void closed() {
        if (nextLook != null) {
            nextLook.remove(); // it would keep all that the connection holds
        }
        resets.letGo();
        for (Http2Stream stream : new ArrayList<>(streams.values())) {
            stream.wasReset();
        }
    }

    // Time

    private void lookLater() {
        long nanos = Math.min(bounds.stallTimeout().toNanos() / 2, Math.max(1, idleNanos / 2));
        try {
            nextLook = getIoThread()
                    .executeAfter(this::look, TimeUnit.NANOSECONDS.toMillis(nanos) + 1, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the server ends, and all connections with it
        }
    }

    private void look() {
        if (!isOpen()) {
            return;
        }
        long now = System.nanoTime();
        resets.age(now);
        if (streams.isEmpty() && now - idleSince >= idleNanos) {
            finish();
            return;
        }
        List<Http2Stream> stalled = new ArrayList<>();
        for (Http2Stream stream : streams.values()) {
            if (stream.isStalled(now, bounds.stallTimeout().toNanos())) {
                stalled.add(stream);
            }
        }
        for (Http2Stream stream : stalled) {
            sendRstStream(stream.id(), CANCEL);
        }
        lookLater();
    }

    // The end

    /** Asks the client to open no more streams, and closes when those under way are over. From any thread. */
    void drain() {
        onThread(() -> {
            if (!draining && isOpen()) {
                draining = true;
                sendPing(goAway.expect());
                sendPing(new byte[8]); // its acknowledgement tells that the client has seen the one before
            }
        });
    }

    private void closeIfDrained() {
        if (drainingSeen && streams.isEmpty()) {
            finish();
        }
    }

    private void finish() {
        sendGoAway(NO_ERROR); // closes, too
        getIoThread().executeAfter(() -> IoUtils.safeClose(this), 1, TimeUnit.SECONDS);
    }

    private void onThread(Runnable task) {
        if (Thread.currentThread() == getIoThread()) {
            task.run();
        } else {
            try {
                getIoThread().execute(task);
            } catch (RejectedExecutionException e) {
                // the server ends, and all connections with it
            }
        }
    }
}
