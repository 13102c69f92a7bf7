package io.fluxgateway.benchmarks;

import io.fluxgateway.servlet.FluxFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

/** An application on Tomcat, with and without the gateway in front of it. */
final class ServletServers {
    private static final byte[] BODY = Servers.BODY.getBytes(StandardCharsets.UTF_8);

    private ServletServers() {}

    static void start(HttpServlet servlet, Servers.@Nullable GatewayAndKey gateway) throws Exception {
        Logger.getLogger("org.apache").setLevel(Level.WARNING);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("flux-benchmark").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
        Context context = tomcat.addContext("", null);
        Wrapper orders = Tomcat.addServlet(context, "orders", servlet);
        orders.setAsyncSupported(true);
        orders.addMapping("/");
        if (gateway != null) {
            addFilter(context, new FluxFilter(gateway.gateway()));
        }
        tomcat.start();
        int port = tomcat.getConnector().getLocalPort();
        System.out.println(
                gateway == null ? "" + port : port + " " + gateway.key().reveal());
    }

    static HttpServlet orders() {
        return new Orders();
    }

    private static void addFilter(Context context, FluxFilter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName("flux");
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName("flux");
        map.addURLPattern("/*");
        map.setDispatcher("REQUEST");
        map.setDispatcher("ASYNC");
        context.addFilterMap(map);
    }

    private static final class Orders extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.getOutputStream().write(BODY);
        }
    }
}
