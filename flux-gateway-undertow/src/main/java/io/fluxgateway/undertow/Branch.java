package io.fluxgateway.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/** What Undertow's protocol negotiation hands a connection over to, without what a listener of its own has besides. */
abstract class Branch implements DelegateOpenListener {
    private final ByteBufferPool buffers;
    private final OptionMap options;

    Branch(ByteBufferPool buffers, OptionMap options) {
        this.buffers = buffers;
        this.options = options;
    }

    /** @param read what came with the handshake; given away */
    @Override
    public abstract void handleEvent(StreamConnection connection, PooledByteBuffer read);

    @Override
    public void handleEvent(StreamConnection connection) {
        throw new IllegalStateException("a connection whose protocol is not agreed on");
    }

    @Override
    public HttpHandler getRootHandler() {
        return ResponseCodeHandler.HANDLE_404;
    }

    @Override
    public void setRootHandler(HttpHandler rootHandler) {
        // each protocol has its own
    }

    @Override
    public OptionMap getUndertowOptions() {
        return options;
    }

    @Override
    public void setUndertowOptions(OptionMap undertowOptions) {
        // they do not change
    }

    @Override
    public ByteBufferPool getBufferPool() {
        return buffers;
    }

    @Override
    public @Nullable ConnectorStatistics getConnectorStatistics() {
        return null;
    }
}
