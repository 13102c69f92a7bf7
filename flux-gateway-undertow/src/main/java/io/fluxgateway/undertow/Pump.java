package io.fluxgateway.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * Moves a body from one channel to another through one pooled buffer. Reads no further than the sink takes, and flushes
 * whenever the source has nothing more for now. Confined to one I/O thread.
 */
final class Pump implements ChannelListener<Channel>, Turns.Waiter {
    private enum Phase {
        READ,
        WRITE,
        FLUSH,
        STOPPED
    }

    private final StreamSourceChannel source;
    private final StreamSinkChannel sink;
    private final ByteBufferPool buffers;
    private final Ends ends;
    private final Turns turns;
    private final long maxBytes;

    private long total;
    private int moved;
    private Phase phase = Phase.READ;
    private @Nullable PooledByteBuffer pooled;
    private boolean ended;
    private boolean dry;
    private boolean unflushed = true; // the head

    /** @param maxBytes of the source; more fail it with a {@link RequestTooBigException} */
    Pump(
            StreamSourceChannel source,
            StreamSinkChannel sink,
            ByteBufferPool buffers,
            Turns turns,
            Ends ends,
            long maxBytes) {
        this.source = source;
        this.sink = sink;
        this.buffers = buffers;
        this.turns = turns;
        this.ends = ends;
        this.maxBytes = maxBytes;
    }

    /** Told what happens to a body. After a failure or {@link #finished} nothing more is told. */
    interface Ends {
        /** Bytes were read. */
        default void read(int count) {}

        /** Bytes moved. */
        void progressed();

        /** All was read; not all may be written yet. */
        void sourceEnded();

        /** All was read, written and flushed. */
        void finished();

        void sourceFailed(IOException cause);

        void sinkFailed(IOException cause);
    }

    /** Starts to move bytes. */
    void start() {
        source.getReadSetter().set(this);
        sink.getWriteSetter().set(this);
        run();
    }

    /** Ends the sink without a body: nothing is read. */
    void startEmpty() {
        sink.getWriteSetter().set(this);
        ended = true;
        phase = Phase.WRITE;
        run();
    }

    /** Whether the source has nothing to read now, and all before is written. */
    boolean waitsForSource() {
        return phase == Phase.READ && source.isReadResumed();
    }

    /** Moves nothing more and tells nothing more. Both channels stay open. Idempotent. */
    void stop() {
        if (phase != Phase.STOPPED) {
            phase = Phase.STOPPED;
            free();
            source.suspendReads();
            sink.suspendWrites();
        }
    }

    @Override
    public void handleEvent(Channel ready) {
        run();
    }

    /** It is this body's turn again. False if it moves no more. */
    @Override
    public boolean goOn() {
        if (phase != Phase.READ) {
            return false;
        }
        source.resumeReads();
        return true;
    }

    private void run() {
        moved = 0;
        boolean more = true;
        while (more) {
            more = switch (phase) {
                case READ -> turns.mayDo(moved) ? read() : awaitTurn();
                case WRITE -> write();
                case FLUSH -> flush();
                case STOPPED -> false;
            };
        }
    }

    private boolean read() {
        ByteBuffer buffer = buffer();
        buffer.clear();
        dry = false;
        try {
            // Reads on until the buffer is full or the source dry: that finds the end early, and saves a write.
            while (!ended && !dry && buffer.hasRemaining()) {
                int count = source.read(buffer);
                ended = count < 0;
                dry = count == 0;
                if (count > 0) {
                    total += count;
                    moved += count;
                    turns.done(count);
                    ends.read(count);
                }
            }
            if (total > maxBytes) {
                throw new RequestTooBigException("more than " + maxBytes + " bytes");
            }
        } catch (IOException e) {
            stop();
            ends.sourceFailed(e);
            return false;
        }
        buffer.flip();
        if (ended) {
            ends.sourceEnded();
        }
        if (phase == Phase.READ) { // not stopped meanwhile
            phase = ended || buffer.hasRemaining() ? Phase.WRITE : Phase.FLUSH;
        }
        return true;
    }

    private boolean write() {
        try {
            if (pooled != null) {
                ByteBuffer buffer = pooled.getBuffer();
                while (buffer.hasRemaining()) {
                    boolean last = ended;
                    int count = last ? sink.writeFinal(buffer) : sink.write(buffer);
                    if (count == 0 && buffer.hasRemaining()) {
                        return await();
                    }
                    if (last && !buffer.hasRemaining()) {
                        return written();
                    }
                }
            }
            if (ended) {
                sink.shutdownWrites();
            }
            return written();
        } catch (IOException e) {
            return sinkFailed(e);
        }
    }

    private boolean written() {
        if (phase == Phase.WRITE) {
            ends.progressed();
        }
        if (phase != Phase.WRITE) {
            return false; // stopped
        }
        unflushed = true;
        if (ended || dry) {
            free();
            phase = Phase.FLUSH;
        } else {
            phase = Phase.READ;
        }
        return true;
    }

    private boolean flush() {
        free();
        try {
            if (unflushed && !sink.flush()) {
                return await();
            }
        } catch (IOException e) {
            return sinkFailed(e);
        }
        if (phase == Phase.STOPPED) {
            return false;
        }
        unflushed = false;
        if (sink.isWriteResumed()) {
            sink.suspendWrites();
        }
        if (ended) {
            phase = Phase.STOPPED;
            ends.finished();
            return false;
        }
        phase = Phase.READ;
        source.resumeReads();
        return false;
    }

    /** Others come first. */
    private boolean awaitTurn() {
        free();
        try {
            if (unflushed && !sink.flush()) {
                phase = Phase.FLUSH; // a source that has nothing more would leave it unsent
                return await();
            }
            unflushed = false;
        } catch (IOException e) {
            return sinkFailed(e);
        }
        source.suspendReads();
        if (sink.isWriteResumed()) {
            sink.suspendWrites();
        }
        turns.await(this);
        return false;
    }

    /** Waits until the sink takes more; the source must wait too. */
    private boolean await() {
        if (!ended && source.isReadResumed()) {
            source.suspendReads();
        }
        sink.resumeWrites();
        return false;
    }

    private boolean sinkFailed(IOException cause) {
        stop();
        ends.sinkFailed(cause);
        return false;
    }

    private ByteBuffer buffer() {
        if (pooled == null) {
            pooled = buffers.allocate();
        }
        return pooled.getBuffer();
    }

    private void free() {
        if (pooled != null) {
            pooled.close();
            pooled = null;
        }
    }
}
