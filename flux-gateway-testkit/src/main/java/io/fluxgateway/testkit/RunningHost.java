package io.fluxgateway.testkit;

import java.io.IOException;

/** A server that a fixture started, with the gateway in front of an application. Closing stops it. */
public interface RunningHost extends AutoCloseable {
    /** Where it listens for HTTP/1.1 without encryption, on 127.0.0.1. */
    int port();

    @Override
    void close() throws IOException;
}
