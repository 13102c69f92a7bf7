package io.fluxgateway.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** A filter's configuration in a servlet context without attributes. */
record StubConfig(@Nullable String gatewayParameter) implements FilterConfig {
    @Override
    public String getFilterName() {
        return "front";
    }

    @Override
    public ServletContext getServletContext() {
        return (ServletContext) Proxy.newProxyInstance(
                StubConfig.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, args) -> null);
    }

    @Override
    public @Nullable String getInitParameter(String name) {
        return gatewayParameter;
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return Collections.emptyEnumeration();
    }
}
