package io.fluxgateway.undertow;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How requests are forwarded: the bounds of connections and waiting. Immutable. */
public final class ForwardOptions {
    /** Everything at its default. */
    public static final ForwardOptions DEFAULT = builder().build();

    private final int maxConnectionsPerThread;
    private final int maxWaitingPerThread;
    private final Duration connectTimeout;
    private final Duration keepAlive;
    private final Duration idleTimeout;
    private final long minBodyRate;
    private final Duration bodyRateWindow;
    private final @Nullable SSLContext sslContext;

    private ForwardOptions(Builder builder) {
        this.maxConnectionsPerThread = builder.maxConnectionsPerThread;
        this.maxWaitingPerThread = builder.maxWaitingPerThread;
        this.connectTimeout = builder.connectTimeout;
        this.keepAlive = builder.keepAlive;
        this.idleTimeout = builder.idleTimeout;
        this.minBodyRate = builder.minBodyRate;
        this.bodyRateWindow = builder.bodyRateWindow;
        this.sslContext = builder.sslContext;
    }

    public static Builder builder() {
        return new Builder();
    }

    public int maxConnectionsPerThread() {
        return maxConnectionsPerThread;
    }

    public int maxWaitingPerThread() {
        return maxWaitingPerThread;
    }

    public Duration connectTimeout() {
        return connectTimeout;
    }

    public Duration keepAlive() {
        return keepAlive;
    }

    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** In bytes a second; 0 for none. */
    public long minBodyRate() {
        return minBodyRate;
    }

    Duration bodyRateWindow() {
        return bodyRateWindow;
    }

    /** Null for the platform's default. */
    public @Nullable SSLContext sslContext() {
        return sslContext;
    }

    /** Describes {@link ForwardOptions}. Not thread-safe. */
    public static final class Builder {
        private int maxConnectionsPerThread = 128;
        private int maxWaitingPerThread = 1024;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration keepAlive = Duration.ofSeconds(30);
        private Duration idleTimeout = Duration.ofSeconds(60);
        private long minBodyRate = 240;
        private Duration bodyRateWindow = Duration.ofSeconds(5);
        private @Nullable SSLContext sslContext;

        private Builder() {}

        /** Most connections that one I/O thread holds to one endpoint. Default: 128. */
        public Builder maxConnectionsPerThread(int connections) {
            this.maxConnectionsPerThread = Options.atLeastOne("maxConnectionsPerThread", connections);
            return this;
        }

        /** Most requests that wait for a connection, by I/O thread and endpoint; a further one fails. Default: 1024. */
        public Builder maxWaitingPerThread(int requests) {
            this.maxWaitingPerThread = Options.atLeastOne("maxWaitingPerThread", requests);
            return this;
        }

        /** How long making a connection may take, name look-up included, TLS handshake not. Default: 5 s. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = Options.positive("connectTimeout", timeout);
            return this;
        }

        /** How long an unused connection is kept. Default: 30 s. */
        public Builder keepAlive(Duration time) {
            this.keepAlive = Options.positive("keepAlive", time);
            return this;
        }

        /** How long a response body may stand still before the exchange is broken off. Default: 60 s. */
        public Builder idleTimeout(Duration timeout) {
            this.idleTimeout = Options.positive("idleTimeout", timeout);
            return this;
        }

        /**
         * How fast a client must send a request body that is waited for, in bytes a second, measured over 5 s; one that is
         * slower twice in a row is answered 408. 0 for any. Default: 240.
         */
        public Builder minBodyRate(long bytesPerSecond) {
            if (bytesPerSecond < 0) {
                throw new IllegalArgumentException("minBodyRate: " + bytesPerSecond + " (expected: 0 or more)");
            }
            this.minBodyRate = bytesPerSecond;
            return this;
        }

        /** For tests. */
        Builder bodyRateWindow(Duration window) {
            this.bodyRateWindow = window;
            return this;
        }

        /** Trusts and keys for {@code https} endpoints. Default: the platform's. */
        public Builder sslContext(SSLContext context) {
            this.sslContext = context;
            return this;
        }

        public ForwardOptions build() {
            return new ForwardOptions(this);
        }
    }
}
