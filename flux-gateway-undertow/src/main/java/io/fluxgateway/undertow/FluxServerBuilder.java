package io.fluxgateway.undertow;

import io.fluxgateway.http.Http1Limits;
import io.fluxgateway.undertow.tls.ServerCertificate;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** Describes a {@link FluxServer}. Everything has a default. Not thread-safe. */
public final class FluxServerBuilder {
    private static final int MAX_PORT = 65_535;
    private static final int BUFFER_SIZE = 16 * 1024;
    private static final int BUFFERS_PER_THREAD = 4;
    private static final int BACKLOG = 1000;
    private static final int HEAD_ROOM = 256;
    private static final int FIELD_ROOM = 8;

    private final HttpHandler handler;
    private String host = "127.0.0.1";
    private int port = 4000;
    private long maxBodySize = 256L << 20;
    private int maxHeaderSize = 16 * 1024;
    private int maxHeaders = 100;
    private int maxConnections = 10_000;
    private int sendBuffer = 256 * 1024;
    private Duration idleTimeout = Duration.ofSeconds(60);
    private Duration requestParseTimeout = Duration.ofSeconds(10);
    private Duration drainTimeout = Duration.ofSeconds(30);
    private Runnable beforeDrain = () -> {};
    private @Nullable ServerCertificate certificate;
    private boolean clearHttp2;
    private Http2Options http2 = Http2Options.DEFAULT;
    private int ioThreads = Math.max(2, Runtime.getRuntime().availableProcessors());
    private int workerThreads = ioThreads * 8;

    FluxServerBuilder(HttpHandler handler) {
        this.handler = handler;
    }

    /** Name or address to listen on. Default: {@code 127.0.0.1}. */
    public FluxServerBuilder host(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("host: \"" + name + "\" (expected: a name or address)");
        }
        this.host = name;
        return this;
    }

    /** Port to listen on; 0 for any free one. Default: 4000. */
    public FluxServerBuilder port(int number) {
        this.port = Options.inRange("port", number, 0, MAX_PORT);
        return this;
    }

    /**
     * Speaks HTTPS with that certificate: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1 as the client prefers (ALPN). The files are
     * followed while the server runs. Default: clear text.
     */
    public FluxServerBuilder tls(ServerCertificate serverCertificate) {
        this.certificate = serverCertificate;
        return this;
    }

    /**
     * In clear text, also serves HTTP/2 to clients that begin with it (prior knowledge, RFC 9113 section 3.3); there is no
     * upgrade to it. Default: false.
     */
    public FluxServerBuilder http2WithoutTls(boolean serve) {
        this.clearHttp2 = serve;
        return this;
    }

    /** Bounds of HTTP/2 connections. Default: {@link Http2Options#DEFAULT}. */
    public FluxServerBuilder http2(Http2Options options) {
        this.http2 = options;
        return this;
    }

    /** Largest request body in bytes; a larger one is answered 413. Default: 256 MiB. */
    public FluxServerBuilder maxBodySize(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("maxBodySize: " + bytes + " (expected: at least 1)");
        }
        this.maxBodySize = bytes;
        return this;
    }

    /** Largest request head in bytes; a larger one is answered 431. Default: 16 KiB. */
    public FluxServerBuilder maxHeaderSize(int bytes) {
        this.maxHeaderSize = Options.inRange("maxHeaderSize", bytes, 256, 1 << 20);
        return this;
    }

    /** Most fields in a request head; one with more is answered 431. Default: 100. */
    public FluxServerBuilder maxHeaders(int fields) {
        this.maxHeaders = Options.atLeastOne("maxHeaders", fields);
        return this;
    }

    /**
     * Most connections of clients at a time; further ones are answered 503 at once and closed, over TLS only closed. Default:
     * 10000.
     */
    public FluxServerBuilder maxConnections(int connections) {
        this.maxConnections = Options.atLeastOne("maxConnections", connections);
        return this;
    }

    /**
     * How much of what was sent to a client the system keeps until the client has it, in bytes for each connection, of which
     * Linux takes twice as many. Thousands of clients that do not read would use up its memory for connections otherwise, which
     * is all others' as well. A connection moves no more than that in a round trip, so large answers to far clients want more.
     * 0 leaves it to the system, which may come to keep megabytes. Default: 256 KiB.
     */
    public FluxServerBuilder sendBuffer(int bytes) {
        this.sendBuffer = Options.inRange("sendBuffer", bytes, 0, 1 << 30);
        return this;
    }

    /** How long a connection without a request is kept. Default: 60 s. */
    public FluxServerBuilder idleTimeout(Duration timeout) {
        this.idleTimeout = Options.positive("idleTimeout", timeout);
        return this;
    }

    /** How long a client may take to send a request head, and before that for the TLS handshake. Default: 10 s. */
    public FluxServerBuilder requestParseTimeout(Duration timeout) {
        this.requestParseTimeout = Options.positive("requestParseTimeout", timeout);
        return this;
    }

    /** How long requests under way may go on when the server stops. Default: 30 s. */
    public FluxServerBuilder drainTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("drainTimeout: " + timeout + " (expected: zero or more)");
        }
        this.drainTimeout = timeout;
        return this;
    }

    /**
     * Runs when the server is about to stop and still takes requests, in place of an earlier one. Default: {@link
     * io.fluxgateway.Gateway#drain} of the gateway that it was described for, if any.
     */
    public FluxServerBuilder beforeDrain(Runnable hook) {
        this.beforeDrain = hook;
        return this;
    }

    /** Threads that move bytes. Default: one for each processor, at least 2. */
    public FluxServerBuilder ioThreads(int threads) {
        this.ioThreads = Options.atLeastOne("ioThreads", threads);
        return this;
    }

    /** Threads for work that blocks. Default: eight for each processor. */
    public FluxServerBuilder workerThreads(int threads) {
        this.workerThreads = Options.atLeastOne("workerThreads", threads);
        return this;
    }

    /**
     * Starts the server. It is running when this returns.
     *
     * @throws ServerStartException if it cannot listen there
     */
    public FluxServer start() throws ServerStartException {
        InetSocketAddress address = resolve();
        // Given by exchange, not by server: of a chunked body beyond that one, Undertow only closes the connection.
        DrainHandler requests = new DrainHandler(exchange -> {
            GuardedSource guard = GuardedSource.of(exchange);
            if (guard != null && !guard.agreesTo(exchange)) {
                IoUtils.safeClose(exchange.getConnection());
                return;
            }
            if (RequestCheck.isRefused(exchange) && !(handler instanceof FluxHandler)) {
                Refusal.answer(exchange);
                return;
            }
            exchange.setMaxEntitySize(maxBodySize);
            handler.handleRequest(exchange);
        });
        ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_SIZE, -1, BUFFERS_PER_THREAD);
        OptionMap options = serverOptions();
        HttpOpenListener http1 = new HttpOpenListener(buffers, options);
        http1.setRootHandler(requests);
        Http2Connections streams = new Http2Connections(requests, buffers, BUFFER_SIZE, http2, options);
        GuardListener guarded =
                new GuardListener(http1, new Http1Limits(maxHeaderSize, maxHeaders, false), requestParseTimeout);
        OpenConnections connections = new OpenConnections(maxConnections);
        Entrance entrance = new Entrance(
                guarded, streams, certificate, clearHttp2, buffers, options, millis(requestParseTimeout), connections);
        XnioWorker worker = null;
        try {
            worker = Xnio.getInstance(FluxServerBuilder.class.getClassLoader()).createWorker(workerOptions());
            AcceptingChannel<? extends StreamConnection> acceptor =
                    entrance.listen(worker, address, socketOptions(connections.highWater()));
            acceptor.resumeAccepts();
            AutoCloseable following = certificate == null ? () -> {} : certificate.follow();
            return new FluxServer(
                    acceptor, connections, http1, streams, requests, worker, drainTimeout, beforeDrain, following);
        } catch (IOException e) {
            if (worker != null) {
                worker.shutdownNow();
            }
            throw new ServerStartException(explain(e), e);
        }
    }

    private InetSocketAddress resolve() throws ServerStartException {
        try {
            return new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
        } catch (UnknownHostException e) {
            throw new ServerStartException(
                    "host " + host + " is not known (expected: a name or address of this" + " machine)", e);
        }
    }

    private String explain(IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (e instanceof BindException && reason.contains("in use")) {
            return "port " + port + " on " + host + " is in use (choose another port)";
        }
        if (e instanceof BindException && reason.contains("assign")) {
            return "host " + host + " is not an address of this machine";
        }
        return "cannot listen on port " + port + " of " + host + ": " + reason;
    }

    private OptionMap serverOptions() {
        return OptionMap.builder()
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                // The guard bounds heads; Undertow must not find a request too large that stands for a refused one.
                .set(UndertowOptions.MAX_HEADER_SIZE, maxHeaderSize + HEAD_ROOM)
                .set(UndertowOptions.MAX_HEADERS, maxHeaders + FIELD_ROOM)
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(idleTimeout))
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(requestParseTimeout))
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
                .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, http2.maxConcurrentStreams())
                .set(UndertowOptions.HTTP2_SETTINGS_INITIAL_WINDOW_SIZE, http2.initialWindowSize())
                .set(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, false)
                .set(UndertowOptions.MAX_RST_FRAMES_PER_WINDOW, http2.maxResets())
                .set(UndertowOptions.RST_FRAMES_TIME_WINDOW, millis(http2.frameWindow()))
                .getMap();
    }

    private OptionMap workerOptions() {
        return OptionMap.builder()
                .set(org.xnio.Options.WORKER_NAME, "flux")
                .set(org.xnio.Options.WORKER_IO_THREADS, ioThreads)
                .set(org.xnio.Options.WORKER_TASK_CORE_THREADS, workerThreads)
                .set(org.xnio.Options.WORKER_TASK_MAX_THREADS, workerThreads)
                .set(org.xnio.Options.TCP_NODELAY, true)
                .getMap();
    }

    private OptionMap socketOptions(int highWater) {
        OptionMap.Builder options = OptionMap.builder();
        if (sendBuffer > 0) {
            options.set(org.xnio.Options.SEND_BUFFER, sendBuffer);
        }
        return options.set(org.xnio.Options.TCP_NODELAY, true)
                .set(org.xnio.Options.REUSE_ADDRESSES, true)
                .set(org.xnio.Options.BACKLOG, BACKLOG)
                .set(org.xnio.Options.CONNECTION_HIGH_WATER, highWater)
                .set(org.xnio.Options.CONNECTION_LOW_WATER, highWater)
                .getMap();
    }

    private static int millis(Duration time) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, time.toMillis()));
    }
}
