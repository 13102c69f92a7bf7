package io.fluxgateway.servlet;

import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.Proceeding;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as the application behind the gateway sees it: with its caller, and without the credential and the fields that
 * only the gateway may set. One that nobody was authenticated for is as it came.
 */
final class HostRequest extends HttpServletRequestWrapper {
    private final HostResponse response;
    private final ServletExchange exchange;
    private @Nullable LimitedInput input;
    private @Nullable BufferedReader reader;
    private boolean goingOn;

    HostRequest(HttpServletRequest request, HostResponse response, ServletExchange exchange) {
        super(request);
        this.response = response;
        this.exchange = exchange;
    }

    /** The application gets it, again perhaps. */
    void startsOver() {
        goingOn = false;
    }

    /** Whether the application made it asynchronous, so that it goes on when the chain has returned. */
    boolean isGoingOn() {
        return goingOn;
    }

    private @Nullable Caller caller() {
        Proceeding proceeding = exchange.proceeding();
        return proceeding == null ? null : proceeding.caller();
    }

    private boolean isHidden(String name) {
        Proceeding proceeding = exchange.proceeding();
        return proceeding != null && proceeding.hides(name);
    }

    // Its body

    @Override
    public ServletInputStream getInputStream() throws IOException {
        Proceeding proceeding = exchange.proceeding();
        if (proceeding == null || getContentLengthLong() >= 0) { // one of known length was checked before
            return super.getInputStream();
        }
        LimitedInput known = input;
        if (known == null) {
            known = new LimitedInput(super.getInputStream(), proceeding.maxBody());
            input = known;
        }
        return known;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (exchange.proceeding() == null || getContentLengthLong() >= 0) {
            return super.getReader();
        }
        BufferedReader known = reader;
        if (known == null) {
            known = new BufferedReader(new InputStreamReader(getInputStream(), charset()));
            reader = known;
        }
        return known;
    }

    private Charset charset() throws UnsupportedEncodingException {
        String encoding = getCharacterEncoding();
        try {
            return encoding == null ? StandardCharsets.ISO_8859_1 : Charset.forName(encoding);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedEncodingException(encoding);
        }
    }

    /** Whether the application was told that the body is too large. */
    boolean isBodyTooLarge() {
        LimitedInput known = input;
        return known != null && known.isOver();
    }

    // Who calls

    @Override
    public @Nullable Principal getUserPrincipal() {
        Principal own = super.getUserPrincipal();
        Caller caller = caller();
        return own != null || caller == null ? own : new CallerPrincipal(caller);
    }

    @Override
    public @Nullable String getRemoteUser() {
        String own = super.getRemoteUser();
        Caller caller = caller();
        return own != null || caller == null ? own : caller.keyName();
    }

    // What it sent

    @Override
    public @Nullable String getHeader(String name) {
        return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        if (caller() == null) {
            return super.getHeaderNames();
        }
        List<String> names = new ArrayList<>();
        for (Enumeration<String> all = super.getHeaderNames(); all.hasMoreElements(); ) {
            String name = all.nextElement();
            if (!isHidden(name)) {
                names.add(name);
            }
        }
        return Collections.enumeration(names);
    }

    @Override
    public int getIntHeader(String name) {
        return isHidden(name) ? -1 : super.getIntHeader(name);
    }

    @Override
    public long getDateHeader(String name) {
        return isHidden(name) ? -1 : super.getDateHeader(name);
    }

    // Going on without the thread

    /** The container would take its own response, past the gateway's. */
    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest in, ServletResponse out) {
        AsyncContext context = super.startAsync(in, out);
        goingOn = true;
        context.addListener(new Completion(exchange));
        return new HostAsyncContext(context, exchange);
    }

    @Override
    public AsyncContext getAsyncContext() {
        return new HostAsyncContext(super.getAsyncContext(), exchange);
    }
}
