package io.fluxgateway.servlet;

import io.fluxgateway.testkit.RunningHost;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** A filter in front of a servlet in a real Tomcat with its default options. */
final class TomcatHost implements RunningHost {
    private final Tomcat tomcat = new Tomcat();
    private final Path folder;

    private TomcatHost(Path folder) {
        this.folder = folder;
    }

    static TomcatHost start(Filter filter, HttpServlet servlet) throws Exception {
        return start("", context -> {
            register(context, filter, true);
            register(context, servlet, true);
        });
    }

    static TomcatHost start(String contextPath, Consumer<Context> setUp) throws Exception {
        return start(new Http11NioProtocol(), contextPath, setUp);
    }

    static TomcatHost start(Http11NioProtocol protocol, String contextPath, Consumer<Context> setUp) throws Exception {
        return start(protocol, setUp, (tomcat, folder) -> tomcat.addContext(contextPath, folder.toString()));
    }

    /** With the {@code WEB-INF/web.xml} of that folder. */
    static TomcatHost startWebApplication(Path application, Consumer<Context> setUp) throws Exception {
        return start(new Http11NioProtocol(), setUp, (tomcat, folder) -> {
            Context context = tomcat.addWebapp(null, "", application.toString(), new ContextConfig());
            context.setParentClassLoader(TomcatHost.class.getClassLoader());
            return context;
        });
    }

    private static TomcatHost start(
            Http11NioProtocol protocol, Consumer<Context> setUp, BiFunction<Tomcat, Path, Context> add)
            throws Exception {
        Path folder = Files.createTempDirectory("flux-tomcat");
        TomcatHost host = new TomcatHost(folder);
        host.tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector(protocol);
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        host.tomcat.setConnector(connector);
        StandardContext context = (StandardContext) add.apply(host.tomcat, folder);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        setUp.accept(context);
        host.tomcat.start();
        return host;
    }

    static void register(Context context, Filter filter, boolean async) {
        register(context, "flux", filter, async);
    }

    static void register(Context context, String name, Filter filter, boolean async) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(name);
        definition.setFilter(filter);
        definition.setAsyncSupported(String.valueOf(async));
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(name);
        map.addURLPattern("/*");
        map.setDispatcher(DispatcherType.REQUEST.name());
        map.setDispatcher(DispatcherType.ASYNC.name());
        context.addFilterMap(map);
    }

    static void register(Context context, HttpServlet servlet, boolean async) {
        Wrapper wrapper = Tomcat.addServlet(context, "application", servlet);
        wrapper.setAsyncSupported(async);
        wrapper.addMapping("/*");
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IOException(e);
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
