package io.fluxgateway.undertow;

import java.time.Duration;

/**
 * Bounds of HTTP/2 connections (RFC 9113). A client that goes beyond one of those that count frames loses its connection
 * with {@code ENHANCE_YOUR_CALM}. Immutable.
 */
public final class Http2Options {
    /** Those of a server that is told nothing else. */
    public static final Http2Options DEFAULT = builder().build();

    private static final int LARGEST_WINDOW = 65_535;

    private final int maxConcurrentStreams;
    private final int initialWindowSize;
    private final int maxContinuations;
    private final Duration frameWindow;
    private final int maxResets;
    private final int maxResetsOfAll;
    private final int maxPings;
    private final int maxSettings;
    private final int maxIdleFrames;
    private final int maxSmallWindowUpdates;
    private final Duration stallTimeout;

    private Http2Options(Builder builder) {
        maxConcurrentStreams = builder.maxConcurrentStreams;
        initialWindowSize = builder.initialWindowSize;
        maxContinuations = builder.maxContinuations;
        frameWindow = builder.frameWindow;
        maxResets = builder.maxResets;
        maxResetsOfAll = builder.maxResetsOfAll;
        maxPings = builder.maxPings;
        maxSettings = builder.maxSettings;
        maxIdleFrames = builder.maxIdleFrames;
        maxSmallWindowUpdates = builder.maxSmallWindowUpdates;
        stallTimeout = builder.stallTimeout;
    }

    /** Begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    int maxConcurrentStreams() {
        return maxConcurrentStreams;
    }

    int initialWindowSize() {
        return initialWindowSize;
    }

    int maxContinuations() {
        return maxContinuations;
    }

    Duration frameWindow() {
        return frameWindow;
    }

    int maxResets() {
        return maxResets;
    }

    int maxResetsOfAll() {
        return maxResetsOfAll;
    }

    int maxPings() {
        return maxPings;
    }

    int maxSettings() {
        return maxSettings;
    }

    int maxIdleFrames() {
        return maxIdleFrames;
    }

    int maxSmallWindowUpdates() {
        return maxSmallWindowUpdates;
    }

    Duration stallTimeout() {
        return stallTimeout;
    }

    /** Describes options. Not thread-safe. */
    public static final class Builder {
        private int maxConcurrentStreams = 128;
        private int initialWindowSize = LARGEST_WINDOW;
        private int maxContinuations = 8;
        private Duration frameWindow = Duration.ofSeconds(30);
        private int maxResets = 200;
        private int maxResetsOfAll = 10_000;
        private int maxPings = 100;
        private int maxSettings = 20;
        private int maxIdleFrames = 500;
        private int maxSmallWindowUpdates = 1000;
        private Duration stallTimeout = Duration.ofSeconds(30);

        private Builder() {}

        /**
         * Requests under way on one connection; further ones are refused with {@code REFUSED_STREAM}, which lets a client
         * send them again. A request counts until it is over here, not until the client resets it. Default: 128.
         */
        public Builder maxConcurrentStreams(int streams) {
            this.maxConcurrentStreams = Options.atLeastOne("maxConcurrentStreams", streams);
            return this;
        }

        /**
         * Bytes of request bodies that a client may send ahead of the server, of each stream and of all together. Default:
         * 65535, which is the most.
         */
        public Builder initialWindowSize(int bytes) {
            this.initialWindowSize = Options.inRange("initialWindowSize", bytes, 1024, LARGEST_WINDOW);
            return this;
        }

        /** {@code CONTINUATION} frames of one request head. Default: 8. */
        public Builder maxContinuations(int frames) {
            this.maxContinuations = Options.inRange("maxContinuations", frames, 0, Integer.MAX_VALUE);
            return this;
        }

        /** The time in which frames are counted for the bounds that follow. Default: 30 s. */
        public Builder frameWindow(Duration time) {
            this.frameWindow = Options.positive("frameWindow", time);
            return this;
        }

        /** {@code RST_STREAM} frames of the client in the window, and as many that it provokes. Default: 200. */
        public Builder maxResets(int frames) {
            this.maxResets = Options.atLeastOne("maxResets", frames);
            return this;
        }

        /**
         * Reset requests of all connections together that are still in memory, some 3 KiB each, which is for a minute or until their connection is
         * closed. While there are more, a connection that resets more than ten is closed. Default: 10000.
         */
        public Builder maxResetsOfAll(int requests) {
            this.maxResetsOfAll = Options.atLeastOne("maxResetsOfAll", requests);
            return this;
        }

        /**
         * {@code PING} frames in the window, beside one for each frame of a body that was sent or, while a response waits for
         * the client, for each 16 KiB. Default: 100.
         */
        public Builder maxPings(int frames) {
            this.maxPings = Options.atLeastOne("maxPings", frames);
            return this;
        }

        /** {@code SETTINGS} frames in the window. Default: 20. */
        public Builder maxSettings(int frames) {
            this.maxSettings = Options.atLeastOne("maxSettings", frames);
            return this;
        }

        /** Frames in the window that carry nothing: {@code PRIORITY}, of unknown types, empty {@code DATA}. Default: 500. */
        public Builder maxIdleFrames(int frames) {
            this.maxIdleFrames = Options.atLeastOne("maxIdleFrames", frames);
            return this;
        }

        /**
         * {@code WINDOW_UPDATE} frames in the window that allow less than 1 KiB, beside two for each frame of a body
         * that was sent or, while a response waits for the client, for each KiB. Default: 1000.
         */
        public Builder maxSmallWindowUpdates(int frames) {
            this.maxSmallWindowUpdates = Options.atLeastOne("maxSmallWindowUpdates", frames);
            return this;
        }

        /** How long a client may leave a response waiting without taking 16 KiB of it; then it is reset. Default: 30 s. */
        public Builder stallTimeout(Duration time) {
            this.stallTimeout = Options.positive("stallTimeout", time);
            return this;
        }

        public Http2Options build() {
            return new Http2Options(this);
        }
    }
}
