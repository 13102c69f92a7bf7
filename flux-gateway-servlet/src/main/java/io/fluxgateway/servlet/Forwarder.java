package io.fluxgateway.servlet;

import io.fluxgateway.exchange.Forwarding;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;

/**
 * Forwards requests of one filter with Apache HttpClient's connections, in blocking style: the container's threads may
 * block. Only its connections and its pool are used; nothing follows redirects, decodes, retries or keeps cookies.
 */
final class Forwarder implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int MAX_HEADER_FIELDS = 200;
    private static final int MAX_LINE_BYTES = 32 << 10;
    private static final long SWEEP_SECONDS = 5;

    private final ForwardOptions options;
    private final PoolingHttpClientConnectionManager connections;
    private final ScheduledThreadPoolExecutor timer;

    Forwarder(ForwardOptions options) {
        this.options = options;
        Http1Config http1 = Http1Config.custom()
                .setBufferSize(BUFFER_BYTES)
                .setMaxHeaderCount(MAX_HEADER_FIELDS)
                .setMaxLineLength(MAX_LINE_BYTES)
                .build();
        PoolingHttpClientConnectionManagerBuilder builder = PoolingHttpClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(options.maxConnections())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(http1)
                        .responseOutOfOrderStrategy(MonitoringResponseOutOfOrderStrategy.INSTANCE)
                        .build())
                .setDefaultTlsConfig(TlsConfig.DEFAULT)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                        .build());
        if (options.sslContext() != null) {
            builder.setTlsSocketStrategy(new DefaultClientTlsStrategy(options.sslContext()));
        }
        this.connections = builder.build();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "flux-forward-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        var unused = timer.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    void forward(
            ServletExchange exchange, HttpServletRequest request, HttpServletResponse response, Forwarding forwarding) {
        new ForwardedRequest(this, exchange, request, response, forwarding).run();
    }

    ForwardOptions options() {
        return options;
    }

    PoolingHttpClientConnectionManager connections() {
        return connections;
    }

    /** Runs a short task later, unless it is cancelled. */
    Future<?> later(Runnable task, long millis) {
        return timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        connections.closeExpired();
        connections.closeIdle(TimeValue.ofMilliseconds(options.keepAlive().toMillis()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        connections.close();
    }
}
