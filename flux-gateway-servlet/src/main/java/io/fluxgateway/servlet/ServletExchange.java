package io.fluxgateway.servlet;

import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.exchange.HostExchange;
import io.fluxgateway.exchange.Proceeding;
import io.fluxgateway.http.ConnectionField;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.RequestFraming;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Translates between core and one servlet request.
 *
 * <p>Core runs within {@code doFilter} until it lets go of the thread; what it decides is done after it has returned,
 * by {@link #goOn}, so that an application's exception does not pass through core. Once the thread was let go, the
 * request is asynchronous: what comes then runs on the container's threads, and the application is reached by a dispatch.
 */
final class ServletExchange implements HostExchange {
    private static final Logger LOG = LoggerFactory.getLogger(ServletExchange.class);
    /** Whether it was said already. */
    private static final AtomicBoolean UNSEEN = new AtomicBoolean();

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final HostResponse applicationResponse;
    private final HostRequest applicationRequest;
    private final Forwarder forwarder;
    private final AtomicBoolean completed = new AtomicBoolean();
    /** What the gateway itself put into the response head. */
    private final Headers headers = new Headers();

    private Runnable completion = () -> {};

    /** Not null once core let go of the thread that brought the request. */
    private @Nullable AsyncContext async;

    private @Nullable TaskLoop loop;
    private @Nullable String path;
    private volatile @Nullable Proceeding proceeding;
    private volatile boolean aborted;
    private volatile boolean clientGone;
    private volatile boolean applicationFailed;
    private boolean inApplication;
    private volatile boolean wasInApplication;

    ServletExchange(HttpServletRequest request, HttpServletResponse response, Forwarder forwarder) {
        this.request = request;
        this.response = response;
        this.forwarder = forwarder;
        this.applicationResponse = new HostResponse(response, this);
        this.applicationRequest = new HostRequest(request, applicationResponse, this);
    }

    @Nullable
    Proceeding proceeding() {
        return proceeding;
    }

    // How a request moves on

    /** After core has returned on the thread that brought the request. */
    void goOn(FilterChain chain) throws IOException, ServletException {
        boolean over = loop == null || loop.run();
        if (async != null) {
            return;
        }
        if (aborted || !over) {
            completed();
            throw new BrokenOffException();
        }
        if (proceeding == null) {
            completed();
        } else {
            application(applicationRequest, applicationResponse, chain);
        }
    }

    /** A further dispatch of the same request came to the filter. */
    void again(HttpServletRequest dispatched, HttpServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        if (dispatched.getDispatcherType() == DispatcherType.FORWARD) {
            forwarded(dispatched, answer, chain);
        } else if (dispatched.getDispatcherType() != DispatcherType.ASYNC || inApplication) {
            chain.doFilter(dispatched, answer);
        } else if (aborted) {
            throw new BrokenOffException();
        } else if (proceeding != null) {
            application(dispatched, answer, chain);
        }
    }

    /** What the application forwards to ends the answer, and some containers take no field after it. */
    private void forwarded(HttpServletRequest in, HttpServletResponse out, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(in, out);
        } finally {
            if (!applicationRequest.isGoingOn()) {
                committing();
            }
        }
    }

    private void application(HttpServletRequest in, HttpServletResponse out, FilterChain chain)
            throws IOException, ServletException {
        applicationRequest.startsOver();
        inApplication = true;
        wasInApplication = true;
        try {
            chain.doFilter(in, out);
        } catch (Throwable e) {
            if (!answersForApplication()) {
                applicationFailed(e);
                throw e;
            }
        } finally {
            inApplication = false;
            if (!applicationRequest.isGoingOn()) {
                committing();
                if (async == null) {
                    completed();
                }
            }
        }
    }

    /** An application that fails since the body is too large has the client told so. */
    private boolean answersForApplication() {
        Proceeding known = proceeding;
        if (known == null || !applicationRequest.isBodyTooLarge() || response.isCommitted()) {
            return false;
        }
        known.bodyTooLarge();
        return true;
    }

    /** Just before the application's response head leaves. */
    void committing() {
        Proceeding known = proceeding;
        if (known != null && !response.isCommitted()) {
            known.committing();
        }
    }

    void applicationFailed(Throwable error) {
        Proceeding known = proceeding;
        if (known != null) {
            applicationFailed = true;
            known.failed(error);
        }
    }

    /** The request is over; further calls do nothing. */
    void completed() {
        if (completed.compareAndSet(false, true)) {
            if (proceeding != null && !wasInApplication && !aborted && UNSEEN.compareAndSet(false, true)) {
                LOG.warn(
                        "an application answered without the gateway's fields: register the filter for ASYNC dispatches");
            }
            completion.run();
        }
    }

    // The request head

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public @Nullable Problem refusal() {
        return RequestFraming.problemWith(request.getMethod(), request.getProtocol(), this::requestHeaders);
    }

    @Override
    public String scheme() {
        return request.getScheme();
    }

    /** Below the context path, where the application's own paths begin. */
    @Override
    public String rawPath() {
        String known = path;
        if (known == null) {
            known = pathBelowContext();
            path = known;
        }
        return known;
    }

    private String pathBelowContext() {
        String uri = request.getRequestURI();
        String context = request.getContextPath();
        if (context.isEmpty() || !uri.startsWith(context)) {
            return uri;
        }
        return uri.length() == context.length() ? "/" : uri.substring(context.length());
    }

    @Override
    public @Nullable String rawQuery() {
        String query = request.getQueryString();
        return query == null || query.isEmpty() ? null : query;
    }

    @Override
    public @Nullable String peerAddress() {
        String address = request.getRemoteAddr();
        int zone = address == null ? -1 : address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    @Override
    public @Nullable String requestHeader(String name) {
        return request.getHeader(name);
    }

    @Override
    public List<String> requestHeaders(String name) {
        String first = request.getHeader(name);
        if (first == null) { // most fields are not there, and an enumeration of nothing costs a container more
            return List.of();
        }
        Enumeration<String> values = request.getHeaders(name);
        values.nextElement();
        if (!values.hasMoreElements()) {
            return List.of(first);
        }
        List<String> all = new ArrayList<>();
        all.add(first);
        values.asIterator().forEachRemaining(all::add);
        return all;
    }

    @Override
    public void eachRequestHeader(BiConsumer<String, String> consumer) {
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements(); ) {
                consumer.accept(name, values.nextElement());
            }
        }
    }

    // The response head

    @Override
    public int responseStatus() {
        return applicationFailed && !response.isCommitted()
                ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                : response.getStatus();
    }

    @Override
    public void setResponseStatus(int status) {
        response.setStatus(status);
    }

    @Override
    public @Nullable String responseHeader(String name) {
        return response.getHeader(name);
    }

    @Override
    public void setResponseHeader(String name, String value) {
        headers.set(name, value);
        response.setHeader(name, value);
    }

    @Override
    public void addResponseHeader(String name, String value) {
        headers.add(name, value);
        response.addHeader(name, value);
    }

    /** Puts the gateway's own fields back. */
    void restoreHeaders() {
        headers.forEach(response::addHeader);
    }

    @Override
    public void removeResponseHeader(String name) {
        if (response.containsHeader(name)) {
            headers.remove(name);
            response.setHeader(name, null);
        }
    }

    @Override
    public void removeResponseHeaders(String prefix) {
        // Containers are asked once, however many names there are to look for
        List<String> found = List.of();
        for (String name : response.getHeaderNames()) {
            if (HeaderNames.hasPrefix(name, prefix)) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add(name);
            }
        }
        found.forEach(this::removeResponseHeader);
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted();
    }

    // The verbs

    @Override
    public void respond(byte[] body) {
        try {
            if (!response.isCommitted()) {
                int status = response.getStatus();
                boolean hasBody = status >= 200 && status != 204 && status != 304;
                if (hasBody) {
                    response.setContentLength(body.length);
                    if (!request.getMethod().equals("HEAD")) {
                        response.getOutputStream().write(body);
                    }
                }
                response.flushBuffer(); // an unread request body must not hold the answer back
            }
        } catch (IOException e) {
            clientIsGone();
        }
        settled();
    }

    @Override
    public void suspend(Runnable task) {
        if (async == null && loop == null) {
            if (request.isAsyncSupported()) {
                async = request.startAsync(applicationRequest, applicationResponse);
                AsyncTimeout.none(async);
                async.addListener(new Completion(this));
            } else {
                loop = new TaskLoop();
            }
        }
        task.run();
    }

    @Override
    public void resume(Runnable task) {
        if (loop != null) {
            loop.add(task);
        } else {
            Objects.requireNonNull(async, "suspended first").start(task);
        }
    }

    /** The container's threads may block. */
    @Override
    public void offload(Runnable task) {
        task.run();
    }

    @Override
    public void readBody(int maxBytes, BodyReceiver receiver) {
        if (request.getContentLengthLong() > maxBytes) {
            receiver.failed(ForwardFailure.REQUEST_TOO_LARGE);
            return;
        }
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(maxBytes + 1);
        } catch (IOException | RuntimeException e) {
            receiver.failed(ForwardFailure.REQUEST_BROKEN);
            return;
        }
        if (body.length > maxBytes) {
            receiver.failed(ForwardFailure.REQUEST_TOO_LARGE);
        } else {
            receiver.received(body);
        }
    }

    @Override
    public void forward(Forwarding forwarding) {
        if (ConnectionField.asksForUpgrade(request.getHeader("upgrade"), requestHeaders("connection"))) {
            forwarding.failed(ForwardFailure.UPGRADE_REQUESTED, null);
        } else {
            forwarder.forward(this, request, response, forwarding);
        }
    }

    /** A forwarded response was sent to its end. */
    void settled() {
        if (loop != null) {
            loop.end();
        }
        if (async != null) {
            async.complete();
        }
    }

    @Override
    public void proceedToHost(Proceeding toApplication) {
        proceeding = toApplication;
        if (loop != null) {
            loop.end();
        }
        if (async != null) {
            async.dispatch();
        }
    }

    @Override
    public boolean isClientGone() {
        return clientGone;
    }

    /** What was written did not reach the client. */
    void clientIsGone() {
        clientGone = true;
    }

    @Override
    public void abort() {
        aborted = true;
        if (loop != null) {
            loop.end();
        }
        if (async != null) {
            async.dispatch();
        }
    }

    @Override
    public void onComplete(Runnable listener) {
        completion = listener;
    }
}
