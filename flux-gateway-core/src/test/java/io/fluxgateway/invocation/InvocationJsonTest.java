package io.fluxgateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.Outcome.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class InvocationJsonTest {
    private static final Instant ACCEPTED = Instant.parse("2026-05-01T12:00:00.250Z");
    private static final String ID = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void oneThatWaitsHasNoResult() {
        assertThat(json(ID, InvocationStatus.QUEUED, 0, ACCEPTED.plusSeconds(30), null, null))
                .isEqualTo("{\"requestId\":\"" + ID + "\",\"function\":\"f\",\"status\":\"queued\",\"attempts\":0,"
                        + "\"acceptedAt\":\"2026-05-01T12:00:00.250Z\",\"dueAt\":\"2026-05-01T12:00:30.250Z\"}");
    }

    @Test
    void oneOfARequestWithAnIdOfItsCallersHasItsOwnIdToo() {
        assertThat(json("4bf92f3577b34da6a3ce929d0e0e4736", InvocationStatus.RUNNING, 1, null, null, null))
                .startsWith("{\"requestId\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"invocationId\":\"" + ID + "\",");
    }

    @Test
    void oneThatIsACallbackSaysWhereItGoes() {
        InvocationState state = new InvocationState(
                Invocations.callback("f"), InvocationStatus.QUEUED, 1, ACCEPTED, ACCEPTED, null, null);

        assertThat(new String(InvocationJson.of(state), StandardCharsets.UTF_8))
                .contains("\"function\":\"f\",\"status\":\"queued\",\"attempts\":1,"
                        + "\"callback\":\"https://partner.test/hook\",\"acceptedAt\":");
    }

    @Test
    void aResponseIsThereWithItsFields() {
        Headers headers =
                new Headers().add("Content-Type", "text/plain").add("X-A", "1").add("x-a", "2");
        assertThat(ended(new Response(200, headers, "gr\u00fc\u00df \"dich\"".getBytes(StandardCharsets.UTF_8), false)))
                .endsWith("\"endedAt\":\"2026-05-01T12:00:01.250Z\",\"response\":{\"status\":200,\"headers\":"
                        + "{\"content-type\":\"text/plain\",\"x-a\":[\"1\",\"2\"]},"
                        + "\"body\":\"gr\u00fc\u00df \\\"dich\\\"\"}}");
    }

    @Test
    void aBodyThatIsNoTextIsInBase64() {
        assertThat(ended(new Response(200, new Headers(), new byte[] {(byte) 0xff, 0}, false)))
                .endsWith("\"headers\":{},\"bodyBase64\":\"/wA=\"}}");
    }

    @Test
    void aTextThatWasCutWithinACharacterIsStillText() {
        byte[] euros = "\u20ac\u20ac".getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(euros, 5);
        assertThat(ended(new Response(200, new Headers(), cut, true)))
                .endsWith("\"body\":\"\u20ac\",\"truncated\":true}}");
        assertThat(ended(new Response(200, new Headers(), cut, false))).contains("\"bodyBase64\"");
    }

    @Test
    void anErrorIsToldByCodeAndDetail() {
        Outcome outcome = Outcome.failed("function_timeout", "It took too long.", Duration.ofSeconds(30));
        assertThat(json(ID, InvocationStatus.DEAD, 4, null, ACCEPTED, outcome))
                .endsWith("\"error\":{\"code\":\"function_timeout\",\"detail\":\"It took too long.\"}}");
    }

    private static String ended(Response response) {
        return json(
                ID,
                InvocationStatus.SUCCEEDED,
                1,
                null,
                ACCEPTED.plusSeconds(1),
                Outcome.answered(response, Duration.ofMillis(3)));
    }

    private static String json(
            String requestId,
            InvocationStatus status,
            int attempts,
            @Nullable Instant dueAt,
            @Nullable Instant endedAt,
            @Nullable Outcome last) {
        Invocation invocation = new Invocation(
                ID, requestId, Kind.CALL, "f", "key", "/f", null, Map.of(), new Headers(), new byte[0], null);
        return new String(
                InvocationJson.of(new InvocationState(invocation, status, attempts, ACCEPTED, dueAt, endedAt, last)),
                StandardCharsets.UTF_8);
    }
}
