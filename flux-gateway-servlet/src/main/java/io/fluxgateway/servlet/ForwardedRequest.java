package io.fluxgateway.servlet;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.Forwarding;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.ConnectionShutdownException;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way to an upstream and back, on the thread that calls {@link #run}. */
final class ForwardedRequest {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardedRequest.class);
    private static final HttpRequestExecutor EXECUTOR = new HttpRequestExecutor();
    private static final int BUFFER_BYTES = 16 << 10;

    private final Forwarder forwarder;
    private final ServletExchange exchange;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Forwarding forwarding;
    private final ClientBody body;
    private final long deadline;

    private boolean headCame;
    private volatile boolean tooLate;
    private volatile @Nullable ConnectionEndpoint connection;
    private boolean reused;

    ForwardedRequest(
            Forwarder forwarder,
            ServletExchange exchange,
            HttpServletRequest request,
            HttpServletResponse response,
            Forwarding forwarding) {
        this.forwarder = forwarder;
        this.exchange = exchange;
        this.request = request;
        this.response = response;
        this.forwarding = forwarding;
        this.body = new ClientBody(request, forwarding.maxBody(), this::breakOff);
        this.deadline = System.nanoTime() + forwarding.timeLimit().toNanos();
    }

    void run() {
        Future<?> alarm =
                forwarder.later(this::timeLimitPassed, forwarding.timeLimit().toMillis());
        @Nullable ClassicHttpResponse answer;
        try {
            answer = send();
        } finally {
            headCame();
            alarm.cancel(false);
        }
        if (answer != null) {
            answered(answer);
        }
    }

    /** The response head; null if there was none and the client was answered. */
    private @Nullable ClassicHttpResponse send() {
        for (boolean first = true; ; first = false) {
            ConnectionEndpoint made;
            try {
                made = connect();
            } catch (IOException | ExecutionException | TimeoutException e) {
                return fail(
                        tooLate || remainingMillis() <= 0 ? ForwardFailure.TIME_LIMIT : ForwardFailure.UNREACHABLE, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return fail(ForwardFailure.UNREACHABLE, e);
            }
            try {
                made.setSocketTimeout(Timeout.ofMilliseconds(Math.max(1, remainingMillis())));
                ClassicHttpRequest head = RequestHead.of(request, body, forwarding);
                ClassicHttpResponse answer = made.execute("flux", head, EXECUTOR::execute, HttpClientContext.create());
                String defect = ResponseHead.defect(answer);
                if (defect != null) {
                    drop();
                    return fail(ForwardFailure.NO_RESPONSE, new IOException(defect));
                }
                return answer;
            } catch (IOException | HttpException | ConnectionShutdownException e) { // the last: closed by the alarm
                drop();
                if (body.failure() != null) {
                    boolean tooLarge = body.failure() instanceof BodyTooLargeException;
                    return fail(
                            tooLarge ? ForwardFailure.REQUEST_TOO_LARGE : ForwardFailure.REQUEST_BROKEN,
                            body.failure());
                }
                if (tooLate || e instanceof InterruptedIOException) {
                    return fail(ForwardFailure.TIME_LIMIT, e);
                }
                if (!first || !reused || !isRepeatable()) {
                    return fail(ForwardFailure.NO_RESPONSE, e);
                }
                // The upstream closed a kept connection just as the request was sent on it (RFC 9110 section 9.2.2).
            }
        }
    }

    private ConnectionEndpoint connect()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Endpoint endpoint = forwarding.endpoint();
        HttpHost host = new HttpHost(endpoint.scheme(), endpoint.host(), endpoint.port());
        HttpRoute route = new HttpRoute(host, null, endpoint.scheme().equals("https"));
        ConnectionEndpoint made =
                forwarder.connections().lease("flux", route, timeout(), null).get(timeout());
        connection = made;
        reused = made.isConnected();
        if (tooLate) {
            drop();
            throw new TimeoutException();
        }
        if (!reused) {
            try {
                forwarder
                        .connections()
                        .connect(
                                made,
                                TimeValue.ofMilliseconds(
                                        forwarder.options().connectTimeout().toMillis()),
                                HttpClientContext.create());
            } catch (IOException | RuntimeException e) {
                drop();
                throw e instanceof IOException known ? known : new IOException(e);
            }
        }
        return made;
    }

    private Timeout timeout() {
        return Timeout.ofMilliseconds(Math.max(1, remainingMillis()));
    }

    private long remainingMillis() {
        return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }

    private boolean isRepeatable() {
        return !body.isPresent()
                && switch (request.getMethod()) {
                    case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
                    default -> false;
                };
    }

    /** On the timer's thread: a blocked write or read ends when its connection does. */
    private synchronized void timeLimitPassed() {
        if (!headCame) {
            tooLate = true;
            breakOff();
        }
    }

    private void breakOff() {
        ConnectionEndpoint made = connection;
        if (made != null) {
            made.close(CloseMode.IMMEDIATE);
        }
    }

    /** From here on the connection is not closed from the outside: it may serve another request soon. */
    private synchronized void headCame() {
        headCame = true;
    }

    private @Nullable ClassicHttpResponse fail(ForwardFailure failure, Throwable cause) {
        forwarding.failed(failure, cause);
        return null;
    }

    // From the response head on

    private void answered(ClassicHttpResponse answer) {
        boolean relays;
        try {
            relays = forwarding.relays(answer.getCode(), name -> ResponseHead.first(answer, name));
        } catch (RuntimeException e) {
            LOG.error("a response could not be relayed", e);
            drop();
            exchange.abort();
            return;
        }
        if (!relays) {
            drop();
            return;
        }
        ResponseHead.copy(answer, response);
        if (endsWithItsConnection(answer)) {
            response.setHeader("transfer-encoding", "chunked");
        }
        forwarding.committing();
        HttpEntity entity = answer.getEntity();
        boolean hasBody = entity != null
                && !request.getMethod().equals("HEAD")
                && answer.getCode() != HttpServletResponse.SC_NO_CONTENT
                && answer.getCode() != HttpServletResponse.SC_NOT_MODIFIED;
        if (hasBody && !stream(entity)) {
            return;
        }
        giveBack(answer);
        try {
            response.flushBuffer();
        } catch (IOException e) {
            exchange.clientIsGone();
        }
        exchange.settled();
    }

    /**
     * Whether the container would mark the end of the body by closing the connection, so that a body which breaks off would
     * look complete. Jetty does if the client asked to close; others use chunks on their own.
     */
    private boolean endsWithItsConnection(ClassicHttpResponse answer) {
        return request.getProtocol().equals("HTTP/1.1")
                && !response.containsHeader("content-length")
                && answer.getEntity() != null
                && "close".equalsIgnoreCase(request.getHeader("connection"))
                && request.getServletContext().getServerInfo().startsWith("jetty/");
    }

    /** Relays the body as it comes; false if one of both sides broke off. */
    private boolean stream(HttpEntity entity) {
        ConnectionEndpoint made = connection;
        if (made != null) {
            made.setSocketTimeout(
                    Timeout.ofMilliseconds(forwarder.options().idleTimeout().toMillis()));
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        OutputStream out;
        InputStream in;
        try {
            in = entity.getContent();
            response.flushBuffer();
            out = response.getOutputStream();
        } catch (IOException e) {
            return clientGone();
        }
        while (true) {
            int read;
            boolean pauses;
            try {
                read = in.read(buffer);
                pauses = read >= 0 && in.available() == 0;
            } catch (IOException e) {
                drop();
                exchange.abort();
                return false;
            }
            if (read < 0) {
                return true;
            }
            try {
                out.write(buffer, 0, read);
                if (pauses) {
                    out.flush();
                }
            } catch (IOException e) {
                return clientGone();
            }
        }
    }

    private boolean clientGone() {
        drop();
        exchange.clientIsGone();
        exchange.settled();
        return false;
    }

    /** The upstream's connection serves others, if the exchange on it is over in both directions. */
    private void giveBack(ClassicHttpResponse answer) {
        ConnectionEndpoint made = connection;
        if (made == null) {
            return;
        }
        connection = null;
        boolean clean = body.isRead()
                && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(null, answer, HttpClientContext.create());
        if (!clean) {
            made.close(CloseMode.IMMEDIATE);
        }
        forwarder
                .connections()
                .release(
                        made,
                        null,
                        TimeValue.ofMilliseconds(forwarder.options().keepAlive().toMillis()));
    }

    private void drop() {
        ConnectionEndpoint made = connection;
        if (made != null) {
            connection = null;
            made.close(CloseMode.IMMEDIATE);
            forwarder.connections().release(made, null, TimeValue.ZERO_MILLISECONDS);
        }
    }
}
