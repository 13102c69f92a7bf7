package io.fluxgateway.invocation;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.ConnectionField;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Outcome.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a function is sent for one attempt, and what of its answer is kept. */
record AttemptRequest(Lease lease, FunctionManifest function) {
    /** Fields that the HTTP client sets itself. */
    private static final Set<String> OF_THE_CLIENT = Set.of(HeaderNames.CONTENT_LENGTH, HeaderNames.HOST);

    /**
     * To a server.
     *
     * @throws RuntimeException if the HTTP client cannot send this
     */
    HttpRequest to(Endpoint endpoint) {
        Invocation invocation = lease.invocation();
        byte[] bytes = invocation.body();
        BodyPublisher body = bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        RequestUri.of(endpoint.toString(), invocation.path(), invocation.query()))
                .method(function.method().name(), body);
        headers(endpoint.isManaged()).forEach((name, value) -> {
            if (!OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, value);
            }
        });
        if (endpoint.isManaged() && !invocation.params().isEmpty()) {
            request.setHeader(HeaderNames.FLUX_PARAMS, PathParams.toJson(invocation.params()));
        }
        endpoint.requestHeaders().forEach(request::setHeader);
        return request.build();
    }

    FluxFunction.Request toJava() {
        Invocation invocation = lease.invocation();
        return new FluxFunction.Request(
                invocation.requestId(),
                function.method(),
                invocation.path(),
                invocation.query(),
                invocation.params(),
                headers(false),
                invocation.body());
    }

    private Headers headers(boolean managed) {
        Headers headers = new Headers();
        lease.invocation().headers().forEach(headers::add);
        if (!managed) {
            headers.remove(HeaderNames.FLUX_SPAN);
        }
        return headers.set(HeaderNames.FLUX_INVOCATION, lease.id())
                .set(HeaderNames.FLUX_ATTEMPT, Integer.toString(lease.attempt()));
    }

    static Response response(HttpResponse<StoredBody> response) {
        Set<String> ofConnection = ConnectionField.names(response.headers().allValues("connection"));
        Headers headers = new Headers();
        response.headers().map().forEach((name, values) -> {
            if (!ofConnection.contains(name.toLowerCase(Locale.ROOT))) {
                keep(headers, name, values);
            }
        });
        return response(response.statusCode(), headers, response.body());
    }

    static Response response(FluxFunction.Response response, int maxStoredResponse) {
        Headers headers = new Headers();
        response.headers().forEach((name, value) -> keep(headers, name, List.of(value)));
        return response(response.status(), headers, StoredBody.of(response.body(), maxStoredResponse));
    }

    private static void keep(Headers headers, String name, List<String> values) {
        if (Forwarding.relaysResponseHeader(name)) {
            values.forEach(value -> headers.add(name, value));
        }
    }

    private static Response response(int status, Headers headers, StoredBody body) {
        return new Response(status, headers, body.bytes(), body.truncated());
    }

    @Override
    public String toString() {
        return "[" + function.name() + "] [" + lease.invocation().requestId() + "] attempt " + lease.attempt();
    }
}
