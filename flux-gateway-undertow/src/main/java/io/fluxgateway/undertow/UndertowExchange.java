package io.fluxgateway.undertow;

import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.exchange.HostExchange;
import io.fluxgateway.exchange.Proceeding;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/** Translates between core and one Undertow exchange. */
final class UndertowExchange implements HostExchange, ExchangeCompletionListener {
    static final AttachmentKey<Proceeding> PROCEEDING = AttachmentKey.create(Proceeding.class);

    private final HttpServerExchange exchange;
    private final Forwarder forwarder;
    private final HttpHandler next;
    private @Nullable Runnable completion;
    private volatile @Nullable ForwardedRequest forwarded;
    private volatile boolean aborted;

    UndertowExchange(HttpServerExchange exchange, Forwarder forwarder, HttpHandler next) {
        this.exchange = exchange;
        this.forwarder = forwarder;
        this.next = next;
        RequestCheck.closeIfAsked(exchange);
    }

    HttpServerExchange undertow() {
        return exchange;
    }

    /** To be told when the exchange is over. */
    void forwardedAs(ForwardedRequest request) {
        forwarded = request;
    }

    // The request head

    @Override
    public String method() {
        return exchange.getRequestMethod().toString();
    }

    @Override
    public @Nullable Problem refusal() {
        return RequestCheck.problemWith(exchange);
    }

    @Override
    public String scheme() {
        return exchange.getRequestScheme();
    }

    @Override
    public String rawPath() {
        return RequestTarget.path(exchange);
    }

    @Override
    public @Nullable String rawQuery() {
        String query = exchange.getQueryString();
        return query == null || query.isEmpty() ? null : query;
    }

    @Override
    public @Nullable String peerAddress() {
        InetSocketAddress peer = exchange.getSourceAddress();
        InetAddress address = peer == null ? null : peer.getAddress();
        if (address == null) {
            return null;
        }
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    @Override
    public long lagNanos() {
        return forwarder.lagNanos(exchange);
    }

    @Override
    public @Nullable String requestHeader(String name) {
        return exchange.getRequestHeaders().getFirst(HopByHop.name(name));
    }

    @Override
    public List<String> requestHeaders(String name) {
        HeaderValues values = exchange.getRequestHeaders().get(HopByHop.name(name));
        return values == null ? List.of() : List.copyOf(values);
    }

    @Override
    public void eachRequestHeader(BiConsumer<String, String> consumer) {
        HeaderMap headers = exchange.getRequestHeaders();
        for (long i = headers.fastIterateNonEmpty(); i != -1L; i = headers.fiNextNonEmpty(i)) {
            HeaderValues values = headers.fiCurrent(i);
            String name = values.getHeaderName().toString();
            for (String value : values) {
                consumer.accept(name, value);
            }
        }
    }

    // The response head

    @Override
    public int responseStatus() {
        return exchange.getStatusCode();
    }

    @Override
    public void setResponseStatus(int status) {
        if (!exchange.isResponseStarted()) {
            exchange.setStatusCode(status);
        }
    }

    @Override
    public @Nullable String responseHeader(String name) {
        return exchange.getResponseHeaders().getFirst(HopByHop.name(name));
    }

    @Override
    public void setResponseHeader(String name, String value) {
        exchange.getResponseHeaders().put(HopByHop.name(name), value);
    }

    @Override
    public void addResponseHeader(String name, String value) {
        exchange.getResponseHeaders().add(HopByHop.name(name), value);
    }

    @Override
    public void removeResponseHeader(String name) {
        exchange.getResponseHeaders().remove(HopByHop.name(name));
    }

    @Override
    public void removeResponseHeaders(String prefix) {
        HeaderMap headers = exchange.getResponseHeaders();
        // Without an iterator, and going on where a removal may have moved others to
        for (long at = headers.fastIterate(); at != -1; ) {
            HeaderValues values = headers.fiCurrent(at);
            String name = values.getHeaderName().toString();
            if (HeaderNames.hasPrefix(name, prefix)) {
                headers.remove(values.getHeaderName());
                at = headers.fastIterate();
            } else {
                at = headers.fiNext(at);
            }
        }
    }

    @Override
    public boolean isCommitted() {
        return exchange.isResponseStarted();
    }

    // The verbs

    @Override
    public void respond(byte[] body) {
        if (exchange.isResponseStarted() || exchange.isComplete()) {
            return; // the client is gone
        }
        if (!exchange.isRequestComplete()) {
            exchange.setPersistent(false); // or the unread body would be awaited first
        }
        boolean hasNoBody = ResponseHead.hasNoBody(exchange, exchange.getStatusCode());
        if (!hasNoBody || body.length > 0) {
            exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, body.length);
        }
        if (!exchange.isRequestComplete() && exchange.getAttachment(Http2Stream.KEY) != null) {
            EarlyResponse.send(exchange, ByteBuffer.wrap(hasNoBody ? new byte[0] : body));
        } else if (hasNoBody || body.length == 0) {
            Linger.endEmpty(exchange);
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(body), Linger.AFTER_RESPONSE);
        }
    }

    @Override
    public void suspend(Runnable task) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, task);
    }

    @Override
    public void resume(Runnable task) {
        exchange.getIoThread().execute(task);
    }

    @Override
    public void offload(Runnable task) {
        exchange.dispatch(task);
    }

    @Override
    public void readBody(int maxBytes, BodyReceiver receiver) {
        forwarder.readBody(exchange, maxBytes, receiver);
    }

    @Override
    public void forward(Forwarding forwarding) {
        if (RequestCheck.asksForUpgrade(exchange)) {
            forwarding.failed(ForwardFailure.UPGRADE_REQUESTED, null);
            return;
        }
        forwarder.forward(this, forwarding);
    }

    @Override
    public void proceedToHost(Proceeding proceeding) {
        exchange.putAttachment(PROCEEDING, proceeding);
        for (HttpString name : List.copyOf(exchange.getRequestHeaders().getHeaderNames())) {
            if (proceeding.hides(name.toString())) {
                exchange.getRequestHeaders().remove(name);
            }
        }
        LimitedBody.put(exchange, proceeding);
        exchange.addResponseCommitListener(committing -> proceeding.committing());
        if (exchange.getAttachment(Http2Stream.KEY) != null) {
            exchange.addDefaultResponseListener(this::breakOff);
        }
        exchange.dispatch(SameThreadExecutor.INSTANCE, this::application);
    }

    /** An application threw in the middle of its HTTP/2 answer: Undertow would end that as if it were complete. */
    private boolean breakOff(HttpServerExchange ending) {
        if (ending.getAttachment(DefaultResponseListener.EXCEPTION) != null && ending.isResponseStarted()) {
            abort();
        }
        return false;
    }

    private void application(HttpServerExchange proceeded) throws Exception {
        try {
            next.handleRequest(proceeded);
        } catch (Throwable e) {
            Objects.requireNonNull(proceeded.getAttachment(PROCEEDING)).failed(e);
            throw e;
        }
    }

    @Override
    public boolean isClientGone() {
        if (aborted || Linger.hasEnded(exchange)) {
            return false;
        }
        Http2Stream stream = exchange.getAttachment(Http2Stream.KEY);
        boolean closed = !exchange.getConnection().isOpen();
        return stream == null ? closed : (closed || stream.isReset()) && !stream.isAnswered();
    }

    @Override
    public void abort() {
        aborted = true;
        if (exchange.getConnection() instanceof HttpServerConnection connection) {
            try {
                // A reset, or a response that ends with its connection would look complete.
                connection.getChannel().setOption(org.xnio.Options.CLOSE_ABORT, true);
            } catch (IOException | IllegalArgumentException e) {
                IoUtils.safeClose(connection);
            }
        }
        IoUtils.safeClose(exchange.getConnection());
    }

    @Override
    public void onComplete(Runnable listener) {
        completion = listener;
        exchange.addExchangeCompleteListener(this);
    }

    @Override
    public void exchangeEvent(HttpServerExchange completed, NextListener nextListener) {
        try {
            ForwardedRequest request = forwarded;
            if (request != null) {
                request.exchangeOver();
            }
            if (completion != null) {
                completion.run();
            }
        } finally {
            nextListener.proceed();
        }
    }
}
