package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.trace.Span;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls that a function makes, as spans of its request's trace. */
final class FunctionTraceTest extends TracedFunctions {
    private Upstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new Upstream();
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void aCallIsASpanOfTheFunctionsSpan() throws ExecutionException {
        Instant before = Instant.now().minusSeconds(1);

        call("return (await fetch(BASE + '/v1/orders', {method: 'post', body: 'two'})).text();");

        Span span = onlySpan();
        assertThat(span.traceId()).isEqualTo(CALLER.traceId());
        assertThat(span.parentSpanId()).isEqualTo(CALLER.spanId());
        assertThat(span.spanId()).matches("[0-9a-f]{16}").isNotEqualTo(CALLER.spanId());
        assertThat(span.kind()).isEqualTo(Span.Kind.CLIENT);
        assertThat(span.function()).isEqualTo("f");
        assertThat(span.name()).isEqualTo("POST 127.0.0.1:" + upstream.port());
        assertThat(span.startedAt()).isBetween(before, Instant.now().plusSeconds(1));
        assertThat(span.duration()).isBetween(Duration.ofNanos(1), Duration.between(before, Instant.now()));
        assertThat(span.attributes())
                .hasSize(5)
                .containsEntry("http.request.method", "POST")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("server.port", String.valueOf(upstream.port()))
                .containsEntry("url.path", "/v1/orders")
                .containsEntry("http.response.status_code", "200");
    }

    @Test
    void theNextServerTakesPartInTheTraceAsAChildOfTheCall() throws ExecutionException {
        call("await fetch(BASE + '/');", "tracestate", "vendor=1,other=2");

        assertThat(upstream.only().header("traceparent"))
                .isEqualTo("00-" + CALLER.traceId() + "-" + onlySpan().spanId() + "-03");
        assertThat(upstream.only().header("tracestate")).isEqualTo("vendor=1,other=2");
    }

    @Test
    void aTraceWithoutStateIsHandedOnWithout() throws ExecutionException {
        call("await fetch(BASE + '/');");

        assertThat(upstream.only().header("tracestate")).isNull();
    }

    @Test
    void aTraceparentOfTheFunctionsOwnIsKept() throws ExecutionException {
        String own = "00-ffffffffffffffffffffffffffffffff-eeeeeeeeeeeeeeee-01";

        call("await fetch(BASE + '/', {headers: {traceparent: '" + own + "'}});", "tracestate", "vendor=1");

        assertThat(upstream.only().header("traceparent")).isEqualTo(own);
        assertThat(upstream.only().header("tracestate")).isNull();
        assertThat(onlySpan().traceId()).isEqualTo(CALLER.traceId());
    }

    @Test
    void aRequestThatIsPassedOnWithItsHeadersGoesThroughTheCallsSpan() throws ExecutionException {
        call("await fetch(BASE + '/', {headers: request.headers});");

        assertThat(upstream.only().header("traceparent")).contains(onlySpan().spanId());
        assertThat(upstream.only().headers()).doesNotContainKeys("X-flux-span", "X-flux-secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fetch(BASE + '/a', {method: 'PUT', body: 'b', headers: {'x-own': '1'}})",
                "fetch(new URL(BASE + '/a'), {method: 'PUT', body: 'b', headers: [['x-own', '1']]})",
                "fetch(new Request(BASE + '/a', {method: 'PUT', body: 'b', headers: {'x-own': '1'}}))",
                "fetch(new Request(BASE + '/a', {method: 'PUT', body: 'b', headers: {'x-other': '1'}}),"
                        + " {headers: {'x-own': '1'}})",
                "fetch(BASE + '/a', new Request('http://other/', {method: 'PUT', body: 'b', headers: {'x-own': '1'}}))",
                "fetch(BASE + '/a', {method: 'PUT', headers: {'x-own': '1'}, duplex: 'half', body:"
                        + " new Blob(['b']).stream()})",
                "fetch(BASE + '/moved', {method: 'PUT', body: 'b', headers: {'x-own': '1'}})"
            })
    void aCallIsMadeAsTheFunctionSaidInEveryForm(String fetch) throws ExecutionException {
        String answer = call("const r = await " + fetch + "; return r.status + await r.text();");

        assertThat(answer).isEqualTo("200b");
        assertThat(upstream.received()).allSatisfy(received -> {
            assertThat(received.method()).isEqualTo("PUT");
            assertThat(received.body()).isEqualTo("b");
            assertThat(received.header("x-own")).isEqualTo("1");
            assertThat(received.headers()).doesNotContainKey("X-other");
            assertThat(received.header("traceparent")).contains(onlySpan().spanId());
        });
    }

    @Test
    void aClientOfTheFunctionsOwnIsUsed() throws ExecutionException {
        call("const client = Deno.createHttpClient({proxy: {url: BASE}});"
                + " await (await fetch('http://nowhere.invalid/a', {client})).text(); client.close();");

        assertThat(upstream.only().header("host")).isEqualTo("nowhere.invalid");
        assertThat(onlySpan().attributes()).containsEntry("server.address", "nowhere.invalid");
    }

    @Test
    void neitherQueryNorUserInfoNorHeadersNorBodiesAreKept() throws ExecutionException {
        call("""
                const private_ = BASE.replace('//', '//sesame:sesame@') + '/a?token=sesame#sesame';
                const headers = {authorization: 'sesame', cookie: 'sesame', 'x-api-key': 'sesame'};
                await fetch(private_, {method: 'POST', headers, body: 'sesame'});
                await fetch(private_.replace(/:\\d+/, ':1'), {headers}).catch((e) => console.error('caught', e));
                await fetch(private_.replace(/:\\d+/, ':1'), {headers});
                """, "authorization", "sesame", "cookie", "sesame");

        await().untilAsserted(() -> {
            assertThat(traces.spans()).hasSize(3);
            assertThat(traces.logs()).hasSize(2);
        });
        assertThat(traces.spans().toString()).doesNotContain("sesame").contains("url.path=/a");
        assertThat(traces.logs().toString()).doesNotContain("sesame").contains("caught TypeError");
        assertThat(upstream.only().target()).isEqualTo("/a?token=sesame");
    }

    @Test
    void aCallThatFailsHasTheErrorsNameAndTheFunctionGetsTheError() throws ExecutionException {
        String caught = call("return await fetch('http://127.0.0.1:1/').catch((e) => e.name);");

        assertThat(caught).isEqualTo("TypeError");
        assertThat(onlySpan().attributes())
                .containsEntry("error.type", "TypeError")
                .doesNotContainKey("http.response.status_code");
    }

    @Test
    void aCallThatIsAbortedSaysSo() throws ExecutionException {
        String caught = call("return await fetch(BASE + '/', {signal: AbortSignal.abort()}).catch((e) => e.name);");

        assertThat(caught).isEqualTo("AbortError");
        assertThat(onlySpan().attributes()).containsEntry("error.type", "AbortError");
    }

    @Test
    void aCallThatCannotBeMadeFailsAsWithoutATraceAndIsNoSpan() throws ExecutionException {
        String caught = call("""
                const used = new Request(BASE, {method: 'POST', body: 'x'});
                await used.text();
                const names = [];
                for (const given of [[], ['nowhere'], [used], [BASE, {method: 'GET', body: 'x'}]]) {
                  await fetch(...given).catch((e) => names.push(e.name));
                }
                return names.join();
                """);

        assertThat(caught).isEqualTo("TypeError,TypeError,TypeError,TypeError");
        call("await fetch(BASE + '/');");
        assertThat(onlySpan().name()).startsWith("GET 127.0.0.1");
    }

    @Test
    void whatIsReadFromMemoryIsNoCall() throws ExecutionException {
        String read = call("""
                const blob = URL.createObjectURL(new Blob(['b']));
                const texts = [await (await fetch('data:,a')).text(), await (await fetch(blob)).text()];
                await fetch(BASE + '/');
                return texts.join();
                """);

        assertThat(read).isEqualTo("a,b");
        assertThat(onlySpan().attributes()).containsEntry("url.path", "/");
    }

    @Test
    void aCallOutsideOfRequestsIsLeftAsItIs() throws ExecutionException {
        FunctionManifest function = fixture.function(
                        "f",
                        "const first = await (await fetch('" + upstream.url("/top")
                                + "', {method: 'POST', body: 'hi'})).text(); export default () => first;")
                .build();

        assertThat(Fixture.call(runtime, function, CALLER.headers()).body()).isEqualTo("hi");
        assertThat(upstream.only().headers()).doesNotContainKey("Traceparent");
        assertThat(traces.spans()).isEmpty();
    }

    @Test
    void aFunctionMayPutItsOwnFetchInPlace() throws ExecutionException {
        String answer = call("""
                const given = fetch;
                globalThis.fetch = (...all) => { console.log('mine'); return given(...all); };
                return await (await fetch(BASE + '/', {method: 'POST', body: 'x'})).text();
                """);

        assertThat(answer).isEqualTo("x");
        assertThat(onlySpan().attributes()).containsEntry("http.request.method", "POST");
    }

    /** Runs a handler's body for the caller; {@code BASE} is where the upstream is. */
    private String call(String body, String... headers) throws ExecutionException {
        FunctionManifest function = fixture.function(
                        "f",
                        "const BASE = '" + upstream.url("") + "';\nexport default async (request: Request) => {\n"
                                + body + "\n};\n")
                .build();
        return Fixture.call(runtime, function, CALLER.headers(headers)).body();
    }

    private Span onlySpan() {
        await().untilAsserted(() -> assertThat(traces.spans()).hasSize(1));
        return traces.spans().get(0);
    }
}
