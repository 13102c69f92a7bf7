package io.fluxgateway.benchmarks;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;

/** Servlets that do nothing but forward, each with another client: what a servlet host could have been built on. */
final class ClientServers {
    private static final int CONNECTIONS = 256;

    private ClientServers() {}

    static HttpServlet blockingApache(String upstream) {
        CloseableHttpClient client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(CONNECTIONS)
                        .build())
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableRedirectHandling()
                .disableContentCompression()
                .build();
        return new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                client.execute(new HttpGet(upstream + request.getRequestURI()), answer -> {
                    response.setStatus(answer.getCode());
                    response.setContentType(answer.getEntity().getContentType());
                    answer.getEntity().writeTo(response.getOutputStream());
                    return null;
                });
            }
        };
    }

    static HttpServlet asynchronousApache(String upstream) {
        CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(CONNECTIONS)
                        .build())
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableRedirectHandling()
                .build();
        client.start();
        return new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                AsyncContext context = request.startAsync();
                SimpleHttpRequest get = SimpleRequestBuilder.get(upstream + request.getRequestURI())
                        .build();
                var unused = client.execute(get, new FutureCallback<>() {
                    @Override
                    public void completed(SimpleHttpResponse answer) {
                        try {
                            response.setStatus(answer.getCode());
                            response.setContentType(answer.getContentType().toString());
                            response.getOutputStream().write(answer.getBodyBytes());
                        } catch (IOException e) {
                            response.setStatus(502);
                        }
                        context.complete();
                    }

                    @Override
                    public void failed(Exception e) {
                        response.setStatus(502);
                        context.complete();
                    }

                    @Override
                    public void cancelled() {
                        context.complete();
                    }
                });
            }
        };
    }

    static HttpServlet jdk(String upstream) {
        java.net.http.HttpClient client = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .build();
        return new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                HttpRequest get = HttpRequest.newBuilder(URI.create(upstream + request.getRequestURI()))
                        .build();
                try {
                    HttpResponse<InputStream> answer = client.send(get, HttpResponse.BodyHandlers.ofInputStream());
                    response.setStatus(answer.statusCode());
                    response.setContentType(
                            answer.headers().firstValue("content-type").orElse(null));
                    try (InputStream body = answer.body()) {
                        body.transferTo(response.getOutputStream());
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    response.setStatus(502);
                }
            }
        };
    }
}
