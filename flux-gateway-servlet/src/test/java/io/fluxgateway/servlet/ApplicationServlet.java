package io.fluxgateway.servlet;

import io.fluxgateway.exchange.Caller;
import io.fluxgateway.testkit.Application;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A contract's application as a servlet. */
final class ApplicationServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Application application;

    ApplicationServlet(Application application) {
        this.application = application;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            application.handle(new ServletCall(request, response));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private record ServletCall(HttpServletRequest request, HttpServletResponse response) implements Application.Call {
        @Override
        public String method() {
            return request.getMethod();
        }

        @Override
        public String path() {
            return request.getRequestURI();
        }

        @Override
        public @Nullable String header(String name) {
            return request.getHeader(name);
        }

        @Override
        public InputStream body() throws IOException {
            return request.getInputStream();
        }

        @Override
        public @Nullable Caller caller() {
            return FluxFilter.caller(request);
        }

        @Override
        public @Nullable String requestId() {
            return FluxFilter.requestId(request);
        }

        @Override
        public void status(int status) {
            response.setStatus(status);
        }

        @Override
        public void header(String name, String value) {
            response.setHeader(name, value);
        }

        @Override
        public OutputStream out() throws IOException {
            return response.getOutputStream();
        }

        @Override
        public void later(Application.Task task) {
            AsyncContext context = request.startAsync();
            Thread thread = new Thread(
                    () -> {
                        try {
                            task.run();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        } finally {
                            context.complete();
                        }
                    },
                    "application");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
