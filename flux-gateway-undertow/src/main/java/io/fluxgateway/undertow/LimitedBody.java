package io.fluxgateway.undertow;

import io.fluxgateway.exchange.Proceeding;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A body of unknown length that the application reads, counted: Undertow's own count closes the connection without an
 * answer. An application that fails with it, and has not answered, has the client told 413.
 */
final class LimitedBody extends OneWaySource {
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
        int read = next.read(dst);
        if (read > 0) {
            long left = count.left - read;
            count.left = left;
            if (left < 0) {
                throw new RequestTooBigException("more than " + count.most + " bytes");
            }
        }
        return read;
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
