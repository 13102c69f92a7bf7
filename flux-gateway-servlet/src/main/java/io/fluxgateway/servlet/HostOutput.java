package io.fluxgateway.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The application's output, which tells its response what is written. */
final class HostOutput extends ServletOutputStream {
    private final ServletOutputStream output;
    private final HostResponse response;

    HostOutput(ServletOutputStream output, HostResponse response) {
        this.output = output;
        this.response = response;
    }

    @Override
    public void write(int value) throws IOException {
        response.writing(1);
        try {
            output.write(value);
        } catch (IOException e) {
            response.clientIsGone();
            throw e;
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        response.writing(length);
        try {
            output.write(bytes, offset, length);
        } catch (IOException e) {
            response.clientIsGone();
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        response.leaving();
        try {
            output.flush();
        } catch (IOException e) {
            response.clientIsGone();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        response.leaving();
        output.close();
    }

    @Override
    public boolean isReady() {
        return output.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        output.setWriteListener(listener);
    }
}
