package io.fluxgateway.undertow;

import io.fluxgateway.exchange.Endpoint;
import io.undertow.UndertowOptions;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.UndertowClient;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.XnioIoThread;

/** Makes connections to one server. Keeps no reference to its endpoint. Thread-safe. */
final class Connector {
    private static final OptionMap OPTIONS = OptionMap.builder()
            .set(org.xnio.Options.TCP_NODELAY, true)
            .set(UndertowOptions.ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS")
            .getMap();

    private final String scheme;
    private final String host;
    private final int port;
    private final String authority;
    private final @Nullable UndertowXnioSsl ssl;
    private final ByteBufferPool buffers;

    Connector(Endpoint endpoint, @Nullable UndertowXnioSsl ssl, ByteBufferPool buffers) {
        this.scheme = endpoint.scheme();
        this.host = endpoint.host();
        this.port = endpoint.port();
        this.authority = endpoint.authority();
        this.ssl = ssl;
        this.buffers = buffers;
    }

    /** Connects on that thread, without blocking it. The callback comes on any thread. */
    void connect(XnioIoThread thread, ClientCallback<ClientConnection> callback) {
        if (isAddress(host)) {
            connect(thread, new String[] {host}, 0, callback);
            return;
        }
        try {
            thread.getWorker().execute(() -> {
                try {
                    String[] addresses = lookUp();
                    thread.execute(() -> connect(thread, addresses, 0, callback));
                } catch (IOException e) {
                    callback.failed(e);
                }
            });
        } catch (RejectedExecutionException e) {
            callback.failed(new IOException("the server is stopping", e));
        }
    }

    private void connect(
            XnioIoThread thread, String[] addresses, int index, ClientCallback<ClientConnection> callback) {
        URI uri;
        try {
            uri = new URI(scheme, null, addresses[index], port, null, null, null);
        } catch (URISyntaxException e) {
            callback.failed(new IOException("not a host name: " + addresses[index], e));
            return;
        }
        ClientCallback<ClientConnection> next = index + 1 == addresses.length
                ? callback
                : new ClientCallback<>() {
                    @Override
                    public void completed(ClientConnection connection) {
                        callback.completed(connection);
                    }

                    @Override
                    public void failed(IOException e) {
                        connect(thread, addresses, index + 1, callback);
                    }
                };
        UndertowClient.getInstance().connect(next, uri, thread, ssl, buffers, OPTIONS);
    }

    /** The addresses to try. TLS needs the name, so there the look-up only makes Undertow's own one immediate. */
    private String[] lookUp() throws IOException {
        InetAddress[] found = InetAddress.getAllByName(host);
        if (scheme.equals("https")) {
            return new String[] {host};
        }
        String[] addresses = new String[found.length];
        for (int i = 0; i < found.length; i++) {
            addresses[i] = found[i].getHostAddress();
        }
        return addresses;
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    @Override
    public String toString() {
        return authority;
    }
}
