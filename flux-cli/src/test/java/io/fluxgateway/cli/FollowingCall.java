package io.fluxgateway.cli;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** A call of a command that goes on until its output is closed, on a thread of its own. */
final class FollowingCall implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Thread thread;
    private volatile boolean closed;

    FollowingCall(Path folder, String... args) {
        Writer closeable = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                requireOpen();
                out.write(text, from, length);
            }

            @Override
            public void flush() throws IOException {
                requireOpen();
            }

            @Override
            public void close() {}
        };
        Surroundings here = new Surroundings(folder, Clock.systemUTC(), Map.of());
        thread = new Thread(() -> {
            int unused = FluxCommand.commandLine(here, new PrintWriter(closeable, true), new PrintWriter(err, true))
                    .execute(args);
        });
        thread.start();
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("Broken pipe");
        }
    }

    /** Waits until that text was printed. */
    void awaitOut(String text) {
        await().atMost(LONG).until(() -> out.toString().contains(text));
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /** Closes the output, as {@code head} does, and waits for the end. */
    @Override
    public void close() {
        closed = true;
        await().atMost(LONG).until(() -> !thread.isAlive());
    }
}
