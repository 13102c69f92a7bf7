package io.fluxgateway.undertow;

import io.fluxgateway.undertow.tls.Protocols;
import io.fluxgateway.undertow.tls.ServerCertificate;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.protocol.http.AlpnOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.OptionMap;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * Finds out what a new connection speaks, and leads it to the listener of that protocol: over TLS as agreed on in the
 * handshake (ALPN, RFC 7301), in clear text by how it begins.
 *
 * @param http1        serves HTTP/1
 * @param http2        serves HTTP/2
 * @param certificate  null for clear text
 * @param clearHttp2   whether HTTP/2 is served in clear text to clients that begin with it
 * @param patience     how long a client may take until it is known what it speaks, in milliseconds
 * @param connections  counts those that are open; those beyond its bound are refused
 */
record Entrance(
        ChannelListener<StreamConnection> http1,
        ChannelListener<StreamConnection> http2,
        @Nullable ServerCertificate certificate,
        boolean clearHttp2,
        ByteBufferPool buffers,
        OptionMap options,
        int patience,
        OpenConnections connections) {
    /** A TLS record is up to 16 KiB and what encryption adds (RFC 8446 section 5.2); one that does not fit is never read. */
    private static final int RECORD_BYTES = 17 * 1024;

    private static final int RECORDS_PER_THREAD = 4;

    /** Accepts connections once it is told to resume. */
    AcceptingChannel<? extends StreamConnection> listen(
            XnioWorker worker, InetSocketAddress address, OptionMap socketOptions) throws IOException {
        if (certificate == null) {
            ChannelListener<StreamConnection> first =
                    clearHttp2 ? new PriorKnowledge(http1, http2, buffers, new Patience(connections, patience)) : http1;
            return worker.createStreamConnectionServer(
                    address, ChannelListeners.openListenerAdapter(limited(first)), socketOptions);
        }
        OptionMap tls = OptionMap.builder()
                .addAll(socketOptions)
                .set(org.xnio.Options.SSL_ENABLED_PROTOCOLS, Sequence.of(Protocols.VERSIONS))
                .set(org.xnio.Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(Protocols.suites(certificate.context())))
                .set(UndertowOptions.SSL_USER_CIPHER_SUITES_ORDER, true)
                .getMap();
        Patience handshakes = new Patience(connections, patience);
        AlpnOpenListener alpn = new AlpnOpenListener(buffers, options, "http/1.1", branch(http1, handshakes));
        alpn.addProtocol("h2", branch(http2, handshakes), 1);
        ChannelListener<StreamConnection> first = connection -> {
            handshakes.begin(connection);
            alpn.handleEvent(connection);
        };
        ByteBufferPool records = new DefaultByteBufferPool(true, RECORD_BYTES, -1, RECORDS_PER_THREAD);
        return new UndertowXnioSsl(worker.getXnio(), tls, records, certificate.context())
                .createSslConnectionServer(worker, address, ChannelListeners.openListenerAdapter(limited(first)), tls);
    }

    private ConnectionLimit limited(ChannelListener<StreamConnection> first) {
        return new ConnectionLimit(first, connections, certificate != null, buffers);
    }

    private DelegateOpenListener branch(ChannelListener<StreamConnection> listener, Patience handshakes) {
        return new Branch(buffers, options) {
            @Override
            public void handleEvent(StreamConnection connection, PooledByteBuffer read) {
                handshakes.end(connection);
                PushBack.give(connection, read);
                listener.handleEvent(connection);
            }
        };
    }
}
