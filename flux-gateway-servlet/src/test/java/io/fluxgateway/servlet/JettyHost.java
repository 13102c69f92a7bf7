package io.fluxgateway.servlet;

import io.fluxgateway.testkit.RunningHost;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A filter in front of a servlet in a real Jetty with its default options but one, which SECURITY.md asks for: no buffer is
 * used twice, since Jetty 12.1.14 gives one to two connections now and then.
 */
final class JettyHost implements RunningHost {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(
            server, null, null, new ByteBufferPool.NonPooling(), -1, -1, new HttpConnectionFactory());

    private JettyHost() {
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        server.addConnector(connector);
    }

    static JettyHost start(Filter filter, HttpServlet servlet) throws Exception {
        return start("/", context -> {
            register(context, filter, true);
            register(context, servlet, true);
        });
    }

    static JettyHost start(String contextPath, Consumer<ServletContextHandler> setUp) throws Exception {
        JettyHost host = new JettyHost();
        ServletContextHandler context = new ServletContextHandler(contextPath);
        setUp.accept(context);
        host.server.setHandler(context);
        host.server.start();
        return host;
    }

    static void register(ServletContextHandler context, Filter filter, boolean async) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(async);
        context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    }

    static void register(ServletContextHandler context, HttpServlet servlet, boolean async) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(async);
        context.addServlet(holder, "/*");
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
