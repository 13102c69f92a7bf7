package io.fluxgateway.testkit;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Keeps what this process writes to its standard streams, its log above all, and lets it pass. For one test at a time. */
final class Written implements AutoCloseable {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Written() {
        System.setOut(tee(out));
        System.setErr(tee(err));
    }

    private PrintStream tee(PrintStream shown) {
        return new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int octet) {
                        bytes.write(octet);
                        shown.write(octet);
                    }

                    @Override
                    public void write(byte[] octets, int from, int count) {
                        bytes.write(octets, from, count);
                        shown.write(octets, from, count);
                    }

                    @Override
                    public void flush() {
                        shown.flush();
                    }
                },
                true,
                StandardCharsets.UTF_8);
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
    }
}
