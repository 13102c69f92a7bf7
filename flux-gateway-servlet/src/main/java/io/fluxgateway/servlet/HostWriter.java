package io.fluxgateway.servlet;

import java.io.PrintWriter;

/** The application's writer, which tells its response what is written. */
final class HostWriter extends PrintWriter {
    /** UTF-8 takes at most as many for one char. */
    private static final int MOST_BYTES = 3;

    private final HostResponse response;

    HostWriter(PrintWriter writer, HostResponse response) {
        super(writer);
        this.response = response;
    }

    @Override
    public void write(int c) {
        response.writing(MOST_BYTES);
        super.write(c);
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        response.writing(MOST_BYTES * length);
        super.write(chars, offset, length);
    }

    @Override
    public void write(String text, int offset, int length) {
        response.writing(MOST_BYTES * length);
        super.write(text, offset, length);
    }

    @Override
    public void flush() {
        response.leaving();
        super.flush();
    }

    @Override
    public void close() {
        response.leaving();
        super.close();
    }
}
