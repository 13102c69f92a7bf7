package io.fluxgateway.servlet;

import io.fluxgateway.http.HeaderNames;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * A response as the application behind the gateway sees it. It notices when the head is about to leave, so that the gateway
 * has the last word on its fields.
 *
 * <p>A container does not tell when its buffer is full; so the head counts as leaving with the write that would fill a
 * quarter of the buffer (Jetty passes larger writes through), with a flush, or at the end of a declared length.
 */
final class HostResponse extends HttpServletResponseWrapper {
    private static final int SAFE_PART = 4;

    private final ServletExchange exchange;
    private @Nullable HostOutput output;
    private @Nullable PrintWriter writer;
    private long written;
    private long declaredLength = -1;

    HostResponse(HttpServletResponse response, ServletExchange exchange) {
        super(response);
        this.exchange = exchange;
    }

    /** The head is about to leave. */
    void leaving() {
        exchange.committing();
    }

    /** What was written did not reach the client. */
    void clientIsGone() {
        exchange.clientIsGone();
    }

    /** Before so many bytes more are written. */
    void writing(int bytes) {
        written += bytes;
        if (written > super.getBufferSize() / SAFE_PART || (declaredLength >= 0 && written >= declaredLength)) {
            leaving();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        HostOutput known = output;
        if (known == null) {
            known = new HostOutput(super.getOutputStream(), this);
            output = known;
        }
        return known;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter known = writer;
        if (known == null) {
            known = new HostWriter(super.getWriter(), this);
            writer = known;
        }
        return known;
    }

    @Override
    public void flushBuffer() throws IOException {
        leaving();
        super.flushBuffer();
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        leaving();
        super.sendError(status, message);
    }

    @Override
    public void sendError(int status) throws IOException {
        leaving();
        super.sendError(status);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        leaving();
        super.sendRedirect(location);
    }

    // Since Servlet 6.1: never called on an older container

    @Override
    public void sendRedirect(String location, int status) throws IOException {
        leaving();
        super.sendRedirect(location, status);
    }

    @Override
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        leaving();
        super.sendRedirect(location, clearBuffer);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        leaving();
        super.sendRedirect(location, status, clearBuffer);
    }

    // The gateway's fields outlive an application that starts its answer anew

    @Override
    public void reset() {
        super.reset();
        startOver();
        exchange.restoreHeaders();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        written = 0;
    }

    private void startOver() {
        written = 0;
        declaredLength = -1;
        output = null;
        writer = null;
    }

    // A declared length

    @Override
    public void setContentLength(int length) {
        declaredLength = length;
        super.setContentLength(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        declaredLength = length;
        super.setContentLengthLong(length);
    }

    @Override
    public void setHeader(String name, String value) {
        noteLength(name, value);
        super.setHeader(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
        noteLength(name, value);
        super.addHeader(name, value);
    }

    @Override
    public void setIntHeader(String name, int value) {
        if (name.equalsIgnoreCase(HeaderNames.CONTENT_LENGTH)) {
            declaredLength = value;
        }
        super.setIntHeader(name, value);
    }

    private void noteLength(String name, @Nullable String value) {
        if (value != null && name.equalsIgnoreCase(HeaderNames.CONTENT_LENGTH)) {
            try {
                declaredLength = Long.parseLong(value);
            } catch (NumberFormatException e) {
                declaredLength = -1; // the container says what it makes of it
            }
        }
    }
}
