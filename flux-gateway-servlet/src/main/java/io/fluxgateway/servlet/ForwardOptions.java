package io.fluxgateway.servlet;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How requests are forwarded: the bounds of connections and waiting. Immutable. */
public final class ForwardOptions {
    /** Everything at its default. */
    public static final ForwardOptions DEFAULT = builder().build();

    private final int maxConnections;
    private final Duration connectTimeout;
    private final Duration keepAlive;
    private final Duration idleTimeout;
    private final @Nullable SSLContext sslContext;

    private ForwardOptions(Builder builder) {
        this.maxConnections = builder.maxConnections;
        this.connectTimeout = builder.connectTimeout;
        this.keepAlive = builder.keepAlive;
        this.idleTimeout = builder.idleTimeout;
        this.sslContext = builder.sslContext;
    }

    public static Builder builder() {
        return new Builder();
    }

    public int maxConnections() {
        return maxConnections;
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

    /** Null for the platform's default. */
    public @Nullable SSLContext sslContext() {
        return sslContext;
    }

    /** Describes {@link ForwardOptions}. Not thread-safe. */
    public static final class Builder {
        private int maxConnections = 256;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration keepAlive = Duration.ofSeconds(30);
        private Duration idleTimeout = Duration.ofSeconds(60);
        private @Nullable SSLContext sslContext;

        private Builder() {}

        /**
         * Most connections to one endpoint. A request that finds none free waits for one within its time limit; how many
         * wait is bounded by the container's threads. Default: 256.
         */
        public Builder maxConnections(int connections) {
            if (connections < 1) {
                throw new IllegalArgumentException("maxConnections: " + connections + " (expected: at least 1)");
            }
            this.maxConnections = connections;
            return this;
        }

        /** How long making a connection may take. Default: 5 s. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = positive("connectTimeout", timeout);
            return this;
        }

        /** How long an idle connection is kept. Default: 30 s. */
        public Builder keepAlive(Duration time) {
            this.keepAlive = positive("keepAlive", time);
            return this;
        }

        /** How long an upstream may be silent in the middle of its response. Default: 60 s. */
        public Builder idleTimeout(Duration timeout) {
            this.idleTimeout = positive("idleTimeout", timeout);
            return this;
        }

        /** For {@code https} endpoints. Default: the platform's. */
        public Builder sslContext(SSLContext context) {
            this.sslContext = context;
            return this;
        }

        public ForwardOptions build() {
            return new ForwardOptions(this);
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
            }
            return value;
        }
    }
}
