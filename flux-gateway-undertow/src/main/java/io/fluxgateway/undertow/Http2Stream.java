package io.fluxgateway.undertow;

import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import org.jspecify.annotations.Nullable;

/** One HTTP/2 request and its response. Confined to the connection's I/O thread, but for what says otherwise. */
final class Http2Stream {
    static final AttachmentKey<Http2Stream> KEY = AttachmentKey.create(Http2Stream.class);

    private final Http2Connection connection;
    private final Http2StreamSourceChannel request;
    private final HttpServerExchange exchange;
    private volatile boolean reset;
    private @Nullable Runnable onReset;
    private long stalledSince;
    private long stalledAtBytes = -1;

    Http2Stream(Http2Connection connection, Http2StreamSourceChannel request, HttpServerExchange exchange) {
        this.connection = connection;
        this.request = request;
        this.exchange = exchange;
        if (request.isOpen()) {
            keepTrailersApart();
        }
    }

    /** Undertow puts the fields that follow a body among those of the head, which was checked already. */
    private void keepTrailersApart() {
        HeaderMap fields = exchange.getRequestHeaders();
        HeaderMap head = copy(fields);
        request.setTrailersHandler(trailers -> {
            fields.clear();
            fields.putAll(head);
        });
    }

    private static HeaderMap copy(HeaderMap fields) {
        HeaderMap copy = new HeaderMap();
        for (HeaderValues values : fields) {
            copy.putAll(values.getHeaderName(), values);
        }
        return copy;
    }

    int id() {
        return request.getStreamId();
    }

    /** Whether either side has reset it, or its connection is closed: nobody hears the response. From any thread. */
    boolean isReset() {
        return reset;
    }

    /** Whether the response left to its last byte: a client may go away with it before the exchange is over. */
    boolean isAnswered() {
        return request.getResponseChannel().isWritesShutdown() && !isWaiting();
    }

    /** Whether a part of the response waits for the client to take it. */
    boolean isWaiting() {
        return request.getResponseChannel().isReadyForFlush();
    }

    /** Runs that when the stream is reset, or its connection closed, before the exchange is over. */
    void onReset(Runnable task) {
        if (reset) {
            task.run();
        } else {
            onReset = task;
        }
    }

    void wasReset() {
        if (!reset) {
            reset = true;
            Runnable task = onReset;
            if (task != null) {
                task.run();
            }
        }
    }

    /** Leaves it to the reader of the body to keep its limit, who answers; Undertow would reset the stream. */
    static void limitedByReader(HttpServerExchange exchange) {
        Http2Stream stream = exchange.getAttachment(KEY);
        if (stream != null) {
            stream.request.setMaxStreamSize(0);
        }
    }

    /** Ends the exchange, whose response is complete, when the request is, or is stopped. */
    void discardRest() {
        new Http2Discard(this, exchange).start(request);
    }

    /** Tells the client to send no more of it. */
    void stopRequest() {
        connection.stopRequest(id());
    }

    /** Whether the client has let a buffer full of the response wait for so long. */
    boolean isStalled(long now, long nanos) {
        if (reset || !isWaiting()) {
            stalledAtBytes = -1;
            return false;
        }
        long sent = exchange.getResponseBytesSent();
        if (sent != stalledAtBytes) {
            stalledAtBytes = sent;
            stalledSince = now;
            return false;
        }
        return now - stalledSince >= nanos;
    }
}
