package io.fluxgateway.undertow;

import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.HostExchange.BodyReceiver;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.channels.StreamSourceChannel;

/** Reads a whole request body of bounded size, on the exchange's I/O thread. A client that stops sending is given up. */
final class BodyReader extends Deadlines.Timer implements Runnable, ChannelListener<StreamSourceChannel> {
    private final HttpServerExchange exchange;
    private final long maxBytes;
    private final BodyReceiver receiver;
    private final Deadlines deadlines;
    private final long idleNanos;
    private final BodyRate rate;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable StreamSourceChannel channel;
    private boolean ended;

    BodyReader(
            HttpServerExchange exchange,
            int maxBytes,
            BodyReceiver receiver,
            Deadlines deadlines,
            ForwardOptions options) {
        this.exchange = exchange;
        long limit = exchange.getMaxEntitySize();
        this.maxBytes = limit > 0 ? Math.min(limit, maxBytes) : maxBytes;
        this.receiver = receiver;
        this.deadlines = deadlines;
        this.rate = new BodyRate(deadlines, options, () -> true, () -> end(ForwardFailure.REQUEST_TOO_SLOW));
        this.idleNanos = options.idleTimeout().toNanos();
    }

    @Override
    public void run() {
        long declared = exchange.getRequestContentLength();
        if (declared > maxBytes) {
            receiver.failed(ForwardFailure.REQUEST_TOO_LARGE);
        } else if (exchange.isRequestComplete()) {
            receiver.received(new byte[0]);
        } else {
            Continue.send(exchange, this::start, cause -> receiver.failed(ForwardFailure.REQUEST_BROKEN));
        }
    }

    private void start() {
        StreamSourceChannel body = exchange.getRequestChannel();
        if (body == null) {
            receiver.failed(ForwardFailure.REQUEST_BROKEN);
            return;
        }
        channel = body;
        GuardedSource.ifBroken(exchange, this::expired);
        Http2Stream.limitedByReader(exchange);
        body.getReadSetter().set(this);
        rate.start();
        handleEvent(body);
    }

    @Override
    void expired() {
        end(ForwardFailure.REQUEST_BROKEN);
    }

    @Override
    public void handleEvent(StreamSourceChannel body) {
        ForwardFailure failure = null;
        int count;
        try {
            count = read(body);
        } catch (RequestTooBigException e) {
            count = -1;
            failure = ForwardFailure.REQUEST_TOO_LARGE;
        } catch (IOException e) {
            count = -1;
            failure = ForwardFailure.REQUEST_BROKEN;
        }
        if (bytes.size() > maxBytes) {
            failure = ForwardFailure.REQUEST_TOO_LARGE;
        }
        if (count == 0 && failure == null) {
            deadlines.start(this, idleNanos);
            body.resumeReads();
            return;
        }
        end(failure);
    }

    private void end(@Nullable ForwardFailure failure) {
        if (ended) {
            return;
        }
        ended = true;
        GuardedSource.ifBroken(exchange, null);
        deadlines.stop(this);
        rate.stop();
        if (channel != null) {
            channel.suspendReads();
            channel.getReadSetter().set(null);
        }
        if (failure != null) {
            receiver.failed(failure);
        } else {
            receiver.received(bytes.toByteArray());
        }
    }

    /** Reads until there is nothing more for now (0), at all (-1), or too much. */
    private int read(StreamSourceChannel body) throws IOException {
        try (PooledByteBuffer pooled =
                exchange.getConnection().getByteBufferPool().allocate()) {
            ByteBuffer buffer = pooled.getBuffer();
            byte[] copy = new byte[buffer.remaining()];
            int count;
            do {
                buffer.clear();
                count = body.read(buffer);
                buffer.flip();
                int size = buffer.remaining();
                buffer.get(copy, 0, size);
                bytes.write(copy, 0, size);
                rate.read(size);
            } while (count > 0 && bytes.size() <= maxBytes);
            return count;
        }
    }
}
