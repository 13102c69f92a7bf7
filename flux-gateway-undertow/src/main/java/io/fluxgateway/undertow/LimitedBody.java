package io.fluxgateway.undertow;

import io.fluxgateway.exchange.Proceeding;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A body of unknown length that the application reads, counted: Undertow's own count closes the connection without an
 * answer. An application that fails with it, and has not answered, has the client told 413.
 */
final class LimitedBody extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final Count count;

    private LimitedBody(StreamSourceConduit next, Count count) {
        super(next);
        this.count = count;
    }

    /** Bounds the body of a request that goes on to the application. */
    static void put(HttpServerExchange exchange, Proceeding proceeding) {
        if (exchange.isRequestComplete() || proceeding.maxBody() == Long.MAX_VALUE) {
            return;
        }
        Count count = new Count(proceeding.maxBody());
        exchange.addRequestWrapper((factory, wrapped) -> new LimitedBody(factory.create(), count));
        exchange.addDefaultResponseListener(unanswered -> {
            if (count.left < 0) {
                proceeding.bodyTooLarge();
            }
            return count.left < 0;
        });
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        int read = super.read(dst);
        if (read > 0) {
            long left = count.left - read;
            count.left = left;
            if (left < 0) {
                throw new RequestTooBigException("more than " + count.most + " bytes");
            }
        }
        return read;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (dsts[i].hasRemaining()) {
                return read(dsts[i]);
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long position, long most, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, most);
    }

    @Override
    public long transferTo(long most, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return IoUtils.transfer(new ConduitReadableByteChannel(this), most, throughBuffer, target);
    }

    private static final class Count {
        private final long most;
        private volatile long left;

        Count(long most) {
            this.most = most;
            this.left = most;
        }
    }
}
