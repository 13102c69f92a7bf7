package io.fluxgateway.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Tells that a client has left when it is its turn. XNIO asks the system for all that is ready each time a connection is
 * closed, so if thousands leave at once, each close would cost as much as serving hundreds. Whoever reads on a thread of its
 * own, and waits for it, is told at once.
 */
final class LeavingSource extends OneWaySource implements Turns.Waiter {
    private enum Client {
        HERE,
        WAITS_TO_LEAVE,
        MAY_LEAVE
    }

    private final Turns ends;
    private Client client = Client.HERE;
    private boolean wanted;
    private @Nullable IOException failure;

    LeavingSource(StreamSourceConduit next, Turns ends) {
        super(next);
        this.ends = ends;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (client == Client.HERE) {
            try {
                int count = next.read(dst);
                if (count >= 0) {
                    return count;
                }
            } catch (IOException e) {
                failure = e;
            }
            if (!isInIoThread() || ends.mayDo(0)) {
                client = Client.MAY_LEAVE;
            } else {
                client = Client.WAITS_TO_LEAVE;
                ends.await(this);
            }
        }
        if (isInIoThread()) {
            if (client == Client.WAITS_TO_LEAVE) {
                next.suspendReads();
                return 0;
            }
            ends.done(1);
        }
        if (failure != null) {
            throw failure;
        }
        return -1;
    }

    private boolean isInIoThread() {
        return Thread.currentThread() == next.getReadThread();
    }

    @Override
    public boolean goOn() {
        client = Client.MAY_LEAVE;
        if (wanted) {
            next.resumeReads();
        }
        return wanted;
    }

    @Override
    public void resumeReads() {
        wanted = true;
        if (client != Client.WAITS_TO_LEAVE) {
            next.resumeReads();
        }
    }

    @Override
    public void suspendReads() {
        wanted = false;
        next.suspendReads();
    }

    @Override
    public void wakeupReads() {
        wanted = true;
        next.wakeupReads();
    }

    @Override
    public boolean isReadResumed() {
        return client == Client.WAITS_TO_LEAVE ? wanted : next.isReadResumed();
    }
}
