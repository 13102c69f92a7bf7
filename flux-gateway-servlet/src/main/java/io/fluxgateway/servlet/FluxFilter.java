package io.fluxgateway.servlet;

import io.fluxgateway.Gateway;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.Proceeding;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway as a servlet filter (Jakarta Servlet 6.0). Requests that the gateway does not end itself go on down the
 * chain.
 *
 * <p>Register it with {@code asyncSupported}, for {@code REQUEST} dispatches at least; it maps itself for {@code ASYNC} and
 * {@code FORWARD} dispatches, too, where the container lets it. Where something in the chain does not support asynchronous requests, a decision that is not there yet is waited for on the container's thread.
 * Routes are relative to the context path. Limits of the request are the container's own. Thread-safe.
 */
public final class FluxFilter implements Filter {
    /** The attribute of the servlet context that has the {@link Gateway} of a filter that a {@code web.xml} declares. */
    public static final String GATEWAY = "io.fluxgateway.gateway";

    private static final Logger LOG = LoggerFactory.getLogger(FluxFilter.class);
    private static final String GATEWAY_PARAMETER = "gateway";
    private static final String EXCHANGE = FluxFilter.class.getName() + ".exchange";

    private final ForwardOptions options;
    private @Nullable Gateway gateway;
    private @Nullable Forwarder forwarder;

    /**
     * For a {@code web.xml}: takes the gateway from the servlet context's attribute {@link #GATEWAY}, or from the one that
     * the init parameter {@code gateway} names.
     */
    public FluxFilter() {
        this.options = ForwardOptions.DEFAULT;
    }

    public FluxFilter(Gateway gateway) {
        this(gateway, ForwardOptions.DEFAULT);
    }

    /**
     * A filter for one gateway, which the caller closes.
     *
     * @param options how requests are forwarded
     */
    public FluxFilter(Gateway gateway, ForwardOptions options) {
        this.gateway = gateway;
        this.options = options;
    }

    /**
     * Who makes a request that came through the gateway.
     *
     * @return null if the request was passed on without authentication, or did not come through a gateway
     */
    public static @Nullable Caller caller(ServletRequest request) {
        Proceeding proceeding = proceeding(request);
        return proceeding == null ? null : proceeding.caller();
    }

    /**
     * The ID of a request that came through the gateway; its response carries it.
     *
     * @return null if it did not come through a gateway
     */
    public static @Nullable String requestId(ServletRequest request) {
        Proceeding proceeding = proceeding(request);
        return proceeding == null ? null : proceeding.requestId();
    }

    private static @Nullable Proceeding proceeding(ServletRequest request) {
        return request.getAttribute(EXCHANGE) instanceof ServletExchange exchange ? exchange.proceeding() : null;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (gateway == null) {
            String named = config.getInitParameter(GATEWAY_PARAMETER);
            String attribute = named == null ? GATEWAY : named;
            Object found = config.getServletContext().getAttribute(attribute);
            if (!(found instanceof Gateway known)) {
                throw new ServletException("filter \"" + config.getFilterName()
                        + "\": the servlet context's attribute \""
                        + attribute + "\" is "
                        + (found == null ? "not set" : "a " + found.getClass().getName())
                        + " (expected: an " + Gateway.class.getName() + ", put there by a ServletContextListener)");
            }
            gateway = known;
        }
        forwarder = new Forwarder(options);
        mapDispatches(config);
    }

    /**
     * A request whose decision came late reaches the filter again by an ASYNC dispatch; the end of an answer that the
     * application forwards for is seen by a FORWARD one (Tomcat takes no field after it). Many registrations leave both out:
     * Spring Boot's of a plain bean do.
     */
    private static void mapDispatches(FilterConfig config) {
        FilterRegistration own = config.getServletContext().getFilterRegistration(config.getFilterName());
        if (own == null) {
            return;
        }
        EnumSet<DispatcherType> again = EnumSet.of(DispatcherType.ASYNC, DispatcherType.FORWARD);
        String[] patterns = own.getUrlPatternMappings().toArray(String[]::new);
        String[] servlets = own.getServletNameMappings().toArray(String[]::new);
        try {
            if (patterns.length > 0) {
                own.addMappingForUrlPatterns(again, true, patterns);
            }
            if (servlets.length > 0) {
                own.addMappingForServletNames(again, true, servlets);
            }
        } catch (IllegalStateException | UnsupportedOperationException e) {
            LOG.debug("the container takes no mapping of a filter that starts", e);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            chain.doFilter(request, response);
        } else if (request.getAttribute(EXCHANGE) instanceof ServletExchange known) {
            known.again(http, answer, chain);
        } else {
            if (gateway == null || forwarder == null) {
                throw new ServletException("the filter was not initialised");
            }
            ServletExchange exchange = new ServletExchange(http, answer, forwarder);
            request.setAttribute(EXCHANGE, exchange);
            gateway.handle(exchange);
            exchange.goOn(chain);
        }
    }

    /** Closes the connections to upstreams. The gateway is whoever's who made it. */
    @Override
    public void destroy() {
        if (forwarder != null) {
            forwarder.close();
        }
    }
}
