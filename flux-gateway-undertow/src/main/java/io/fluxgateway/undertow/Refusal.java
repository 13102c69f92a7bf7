package io.fluxgateway.undertow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fluxgateway.http.Http1Violation;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;

/** Makes the request that stands for one which was refused before Undertow saw it. */
final class Refusal {
    private static final byte[] NO_LINE = "- / HTTP/1.1\r\n".getBytes(US_ASCII);
    private static final String HOST = "Host: refused.invalid\r\n";

    private Refusal() {}

    /**
     * A request without a body that core answers with the violation, and the connection closes behind.
     *
     * @param bytes    has the refused head from {@code start} on
     * @param lineSize of its request line, which is kept for the trace; 0 if it has none that is valid
     */
    static ByteBuffer request(ByteBuffer bytes, int start, int lineSize, Http1Violation violation) {
        byte[] line = NO_LINE;
        if (lineSize > 0) {
            line = new byte[lineSize];
            bytes.slice(start, lineSize).get(line);
        }
        byte[] fields = (HOST + Http1Violation.FIELD + ": " + violation.name() + "\r\nConnection: close\r\n\r\n")
                .getBytes(US_ASCII);
        return ByteBuffer.allocate(line.length + fields.length)
                .put(line)
                .put(fields)
                .flip();
    }

    /** Answers such a request where no gateway does: with the status alone. */
    static void answer(HttpServerExchange exchange) {
        String name = exchange.getRequestHeaders().getFirst(Http1Violation.FIELD);
        exchange.setStatusCode(Http1Violation.named(name).problem().status());
        exchange.setPersistent(false);
        exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, "0");
        Linger.endEmpty(exchange);
    }

    /** One buffer behind the other. */
    static ByteBuffer behind(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }
}
