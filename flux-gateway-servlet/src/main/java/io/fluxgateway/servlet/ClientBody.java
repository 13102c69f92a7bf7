package io.fluxgateway.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/** The client's request body on its way to the upstream, one buffer at a time. */
final class ClientBody extends AbstractHttpEntity {
    private static final int BUFFER_BYTES = 16 << 10;

    private final HttpServletRequest request;
    private final long maxBytes;
    private final Runnable breakOff;
    private final long length;
    private boolean read;
    private @Nullable IOException failure;

    /**
     * @param maxBytes more fail it with a {@link BodyTooLargeException}
     * @param breakOff ends the connection to the upstream: the client closes its stream when writing has failed, too, and
     *                 would mark the end of a body that is not whole
     */
    ClientBody(HttpServletRequest request, long maxBytes, Runnable breakOff) {
        super((String) null, null, request.getContentLengthLong() < 0);
        this.request = request;
        this.maxBytes = maxBytes;
        this.breakOff = breakOff;
        this.length = request.getContentLengthLong();
    }

    /** Whether the request has a body, or says that it is empty. */
    boolean isPresent() {
        if (length >= 0) {
            return true;
        }
        // HTTP/1.x tells by a field (RFC 9112 section 6.3), HTTP/2 by the frames.
        return request.getHeader("transfer-encoding") != null
                || (!request.getProtocol().startsWith("HTTP/1") && !isEmpty());
    }

    private boolean isEmpty() {
        try {
            return request.getInputStream().isFinished();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether nothing of it is left. */
    boolean isRead() {
        return read || !isPresent() || length == 0;
    }

    /** Why it could not be read; null if it could. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        InputStream in;
        long total = 0;
        for (in = request.getInputStream(); ; ) {
            int count;
            try {
                count = in.read(buffer);
            } catch (IOException | RuntimeException e) {
                throw fail(e instanceof IOException known ? known : new IOException(e));
            }
            if (count < 0) {
                read = true;
                return;
            }
            total += count;
            if (total > maxBytes) {
                throw fail(new BodyTooLargeException(maxBytes));
            }
            out.write(buffer, 0, count);
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    private IOException fail(IOException why) {
        failure = why;
        breakOff.run();
        return why;
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public InputStream getContent() throws IOException {
        return request.getInputStream();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public void close() {}
}
