package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop of the README, and CORS in front of it. */
final class RoutingAcceptanceTest {
    private static final String ECHO = """
            export default (req: Request, ctx) => ({
              method: req.method,
              url: new URL(req.url).pathname,
              params: ctx.params,
              requestId: ctx.requestId,
              header: req.headers.get("x-request-id"),
              traceparent: req.headers.get("traceparent"),
              flux: [...req.headers.keys()].filter((name) => name.startsWith("x-flux-")),
            });
            """;

    @TempDir
    static Path folder;

    static FluxProcess flux;

    @BeforeAll
    static void serve() {
        new TestProject(folder)
                .function("create_order", "{\"name\": \"create_order\"}", ECHO)
                .function(
                        "list_orders", "{\"name\": \"list_orders\", \"route\": \"/orders\", \"method\": \"GET\"}", ECHO)
                .function(
                        "get_order",
                        "{\"name\": \"get_order\", \"route\": \"/orders/{id}\", \"method\": \"GET\"}",
                        ECHO);
        flux = FluxProcess.dev(folder);
    }

    @AfterAll
    static void stop() {
        flux.close();
    }

    @Test
    void theRequestIdIsOnTheResponseAndInTheFunction() {
        HttpRequest.Builder request = flux.request("POST", "/create_order", flux.devKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"userId\": \"u_881\", \"total\": 49.99}"));

        HttpResponse<String> response = flux.send(request);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        String id = response.headers().firstValue("x-request-id").orElseThrow();
        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(response.body())
                .contains(
                        "\"requestId\":\"" + id + "\"",
                        "\"header\":\"" + id + "\"",
                        "\"traceparent\":\"00-" + id + "-");
    }

    @Test
    void aTraceOfTheCallersIsContinued() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";

        HttpResponse<String> response =
                flux.send(get("/orders").header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));

        assertThat(response.headers().firstValue("x-request-id")).contains(trace);
        assertThat(response.body()).contains("\"traceparent\":\"00-" + trace + "-");
    }

    @Test
    void fluxFieldsOfTheCallerDoNotReachTheFunction() {
        HttpResponse<String> response = flux.send(get("/orders")
                .header("x-flux-key-name", "forged")
                .header("x-flux-error", "forged")
                .header("x-flux-anything", "forged"));

        assertThat(response.body()).contains("\"flux\":[\"x-flux-key-name\"]");
    }

    @Test
    void anUnknownPathIs404() {
        HttpResponse<String> response = flux.send(get("/nowhere"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("\"code\":\"route_not_found\"");
    }

    @Test
    void anotherMethodIs404WhoseBodyNamesTheOneThatExists() {
        HttpResponse<String> response = flux.send(get("/create_order"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("POST");
    }

    @Test
    void headFollowsGet() {
        HttpResponse<String> get = flux.send(get("/orders"));
        HttpResponse<String> head = flux.send(flux.request("HEAD", "/orders", flux.devKey()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-type"))
                .isEqualTo(get.headers().firstValue("content-type"));
    }

    @Test
    void aPathParameterReachesTheFunction() {
        assertThat(flux.send(get("/orders/42")).body()).contains("\"params\":{\"id\":\"42\"}");
    }

    @Test
    void aPathParameterReachesTheFunctionDecoded() {
        assertThat(flux.send(get("/orders/caf%C3%A9%20%22x%22")).body())
                .contains("\"params\":{\"id\":\"café \\\"x\\\"\"}");
    }

    @Test
    void aPathThatCannotBeTrustedIs400BeforeAnythingElse() {
        HttpResponse<String> response = flux.send(flux.request("GET", "/orders/%2e%2e/create_order"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
    }

    // CORS, without origins configured: any origin may read, none may write

    @Test
    void aPreflightNeedsNoCredentialAndNamesTheDeployedMethods() {
        HttpResponse<String> response = flux.send(preflight("/orders/42", "GET", "authorization, x-custom"));

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(response.headers().firstValue("Access-Control-Allow-Methods"))
                .contains("GET, HEAD");
        assertThat(response.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("authorization", "x-custom");
        assertThat(response.headers().firstValue("Access-Control-Max-Age")).contains("600");
        assertThat(response.headers().firstValue("Vary").orElseThrow()).contains("Origin");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(response.headers().firstValue("RateLimit")).isEmpty();
    }

    @Test
    void aPreflightForAWriteIsNotAllowedByDefault() {
        HttpResponse<String> response = flux.send(preflight("/create_order", "POST", "authorization"));

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(response.headers().firstValue("Vary").orElseThrow()).contains("Origin");
    }

    @Test
    void a401ToAnAllowedOriginCarriesItsCorsFields() {
        HttpResponse<String> response =
                flux.send(flux.request("GET", "/orders").header("Origin", "https://app.example"));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(response.headers()
                        .firstValue("Access-Control-Expose-Headers")
                        .orElseThrow())
                .contains("x-request-id", "ratelimit");
    }

    @Test
    void varyIsThereAlsoWhenNoOriginWasSent() {
        assertThat(flux.send(get("/orders")).headers().firstValue("Vary")).contains("Origin");
    }

    private static HttpRequest.Builder get(String target) {
        return flux.request("GET", target, flux.devKey());
    }

    private static HttpRequest.Builder preflight(String target, String method, String headers) {
        return flux.request("OPTIONS", target)
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", headers);
    }
}
