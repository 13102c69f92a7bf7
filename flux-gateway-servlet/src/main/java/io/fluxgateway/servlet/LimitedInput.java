package io.fluxgateway.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** A body of unknown length that the application reads, counted. */
final class LimitedInput extends ServletInputStream {
    private final ServletInputStream in;
    private final long maxBytes;
    private long total;

    LimitedInput(ServletInputStream in, long maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** Whether more came than may. */
    boolean isOver() {
        return total > maxBytes;
    }

    @Override
    public int read() throws IOException {
        int octet = in.read();
        count(octet < 0 ? 0 : 1);
        return octet;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        count(count);
        return count;
    }

    private void count(int more) throws IOException {
        total += Math.max(0, more);
        if (isOver()) {
            throw new BodyTooLargeException(maxBytes);
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public boolean isFinished() {
        return in.isFinished();
    }

    @Override
    public boolean isReady() {
        return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        in.setReadListener(listener);
    }
}
