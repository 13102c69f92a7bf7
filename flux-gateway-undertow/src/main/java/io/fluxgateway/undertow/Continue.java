package io.fluxgateway.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends {@code 100 Continue} to a client that waits for it before it sends its body (RFC 9110 section 10.1.1). */
final class Continue {
    private static final int RETRY_MILLIS = 5;

    private Continue() {}

    /** Goes on at once if the client does not wait, else when the interim response has left. */
    static void send(HttpServerExchange exchange, Runnable then, Consumer<IOException> failed) {
        try {
            if (HttpContinue.requiresContinueResponse(exchange)) {
                finish(exchange, HttpContinue.createResponseSender(exchange), then, failed);
                return;
            }
        } catch (IOException e) {
            failed.accept(e);
            return;
        }
        then.run();
    }

    private static void finish(
            HttpServerExchange exchange,
            HttpContinue.ContinueResponseSender sender,
            Runnable then,
            Consumer<IOException> failed) {
        try {
            if (!sender.send()) {
                // The few bytes of it find the client's socket full: so rare that looking again will do.
                exchange.getIoThread()
                        .executeAfter(
                                () -> finish(exchange, sender, then, failed), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
        } catch (IOException e) {
            failed.accept(e);
            return;
        }
        then.run();
    }
}
