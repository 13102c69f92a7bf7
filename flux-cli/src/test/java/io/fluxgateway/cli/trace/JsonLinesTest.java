package io.fluxgateway.cli.trace;

import static io.fluxgateway.cli.trace.TraceMaker.CALL;
import static io.fluxgateway.cli.trace.TraceMaker.ID;
import static io.fluxgateway.cli.trace.TraceMaker.fetch;
import static io.fluxgateway.cli.trace.TraceMaker.log;
import static io.fluxgateway.cli.trace.TraceMaker.run;
import static io.fluxgateway.cli.trace.TraceMaker.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Step;
import io.fluxgateway.trace.LogEvent.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesTest {
    @Test
    void a_request_is_one_object_with_the_names_of_opentelemetry() {
        assertThat(JsonLines.of(trace().query("page=2")
                        .inboundId("their-own")
                        .decided(Step.ROUTE, "ok", "POST /create_order")
                        .make()))
                .isEqualTo("{\"traceId\":\"" + ID + "\",\"spanId\":\"2222222222222222\","
                        + "\"startedAt\":\"2026-11-23T14:22:01.123Z\",\"durationMillis\":41.2,\"attributes\":{"
                        + "\"http.request.method\":\"POST\",\"url.path\":\"/create_order\",\"url.query\":\"page=2\","
                        + "\"http.response.status_code\":200,\"flux.key.name\":\"production-server\","
                        + "\"flux.function.name\":\"create_order\",\"flux.function.runtime\":\"deno\","
                        + "\"flux.inbound_request_id\":\"their-own\"},"
                        + "\"steps\":[{\"step\":\"route\",\"outcome\":\"ok\",\"detail\":\"POST /create_order\",\"atMillis\":0.01}],"
                        + "\"function\":{\"spanId\":\"" + CALL + "\",\"waitedMillis\":0.0,\"startedMillis\":0.38}}");
    }

    @Test
    void what_the_function_did_and_logged_is_part_of_its_trace() {
        JsonNode json = read(JsonLines.of(
                trace().make(),
                List.of(fetch(CALL, 1, Map.of("http.response.status_code", "201"))),
                List.of(log(CALL, 2, Level.WARN, "slow"))));

        assertThat(json.at("/spans/0/kind").asString()).isEqualTo("CLIENT");
        assertThat(json.at("/spans/0/parentSpanId").asString()).isEqualTo(CALL);
        assertThat(json.at("/spans/0/attributes/http.response.status_code").asString())
                .isEqualTo("201");
        assertThat(json.at("/logs/0").toString())
                .isEqualTo(
                        "{\"traceId\":\"" + ID + "\",\"spanId\":\"" + CALL
                                + "\",\"at\":\"2026-11-23T14:22:01.125Z\",\"function\":\"create_order\",\"level\":\"warn\",\"text\":\"slow\"}");
    }

    @Test
    void a_function_that_failed_carries_its_error() {
        Map<String, String> error = Map.of("exception.type", "TypeError", "exception.message", "no");

        JsonNode json = read(JsonLines.of(
                trace().problem(500, "function_error").make(),
                List.of(run("a".repeat(16), 1, Map.of("http.response.status_code", "500"))),
                List.of(
                        log(CALL, 1, Level.ERROR, "TypeError: no", error),
                        log("a".repeat(16), 2, Level.ERROR, "TypeError: no", error))));

        assertThat(json.at("/attributes/error.type").asString()).isEqualTo("function_error");
        assertThat(json.at("/function/attributes").toString())
                .contains(
                        "\"error.type\":\"function_error\"",
                        "\"exception.type\":\"TypeError\"",
                        "\"exception.message\":\"no\"");
        assertThat(json.at("/spans/0/attributes/exception.type").asString()).isEqualTo("TypeError");
    }

    @Test
    void an_error_status_of_the_functions_own_is_its_error_type_from_500_on() {
        assertThat(read(JsonLines.of(trace().status(503).make()))
                        .at("/attributes/error.type")
                        .asString())
                .isEqualTo("503");
        assertThat(JsonLines.of(trace().status(404).make())).doesNotContain("error.type");
    }

    @Test
    void a_client_that_left_is_an_error_type() {
        assertThat(JsonLines.of(trace().clientGone(499).make())).contains("\"error.type\":\"client_gone\"");
    }

    @Test
    void it_is_one_line_of_plain_characters_and_still_what_others_wrote() {
        String text = "a\n\u001b[2J\u009b\u202e é";

        String line = JsonLines.of(log(CALL, 1, Level.INFO, text));

        assertThat(line).matches("[ -~]*");
        assertThat(read(line).path("text").asString()).isEqualTo(text);
    }

    private static JsonNode read(String line) {
        return JsonMapper.shared().readTree(line);
    }
}
