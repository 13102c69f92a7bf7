package io.fluxgateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.project.JwtSettings;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.LoopbackHost;
import io.fluxgateway.testkit.ManualClock;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens through the whole pipeline, beside API keys. */
class JwtGatewayTest {
    private final ManualClock clock = new ManualClock(Token.NOW);
    private final InMemoryKeyStore keys = new InMemoryKeyStore();
    private final TraceBuffer traces = new TraceBuffer();
    private final AtomicReference<FluxFunction.Request> seen = new AtomicReference<>();
    private TestIssuer issuer;
    private ProjectSettings settings;
    private Gateway gateway;
    private Token good;

    @BeforeEach
    void start() {
        issuer = new TestIssuer(Keys.RSA, Keys.EC);
        good = Token.of(issuer.url());
        settings = ProjectSettings.DEFAULT
                .withPlan("team")
                .withJwt(JwtSettings.of(issuer.url(), Token.AUDIENCE).withClaims(List.of("email")));
        gateway = Gateway.builder("shop")
                .keys(keys)
                .clock(clock)
                .traces(traces)
                .failedAuthentications(new Quota(Quota.MAX, Quota.MAX))
                .tokens(JwtVerification.create(JwtOptions.DEFAULT, clock))
                .settings(settings)
                .function("hello", request -> {
                    seen.set(request);
                    return FluxFunction.Response.text(200, "hello");
                })
                .function("job", request -> FluxFunction.Response.text(200, "done"))
                .routes(RouteTable.of(
                        FunctionManifest.named("hello")
                                .runtime("java")
                                .method(Method.GET)
                                .build(),
                        FunctionManifest.named("orders")
                                .runtime("host")
                                .method(Method.GET)
                                .build(),
                        FunctionManifest.named("job").runtime("java").async().build()))
                .build();
    }

    @AfterEach
    void stop() {
        gateway.close();
        issuer.close();
    }

    @Test
    void a_function_is_told_the_subject_and_the_chosen_claims_and_not_the_token() {
        String token = good.claim("email", "jürgen@shop.test").signed();
        LoopbackHost answer = get("/hello", token, "X-Flux-Subject", "forged", "X-Flux-Claim-Email", "forged");

        assertThat(answer.status()).isEqualTo(200);
        FluxFunction.Request request = seen.get();
        assertThat(request.headers().all("x-flux-subject")).containsExactly("u_1");
        assertThat(request.headers().all("x-flux-claim-email")).containsExactly("j%C3%BCrgen@shop.test");
        assertThat(request.headers().first("x-flux-key-name")).isNull();
        assertThat(request.toString() + headers(request)).doesNotContain(token, "forged");
    }

    @Test
    void keys_and_tokens_are_told_apart_by_their_shape() throws Exception {
        String key = new ProjectKeys("shop", keys, clock)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();

        assertThat(get("/hello", key).status()).isEqualTo(200);
        assertThat(seen.get().headers().first("x-flux-key-name")).isEqualTo("till");
        assertThat(issuer.discoveries).hasValue(0);
        assertThat(get("/hello", good.signed()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b",
                "a.b.c.d",
                "a.b.c.d.e",
                "..",
                ".b.c",
                "a..c",
                "a.b c.d",
                "a.b=.c",
                "a.b.ü",
                "flx_live_a.b.c",
                "abc",
                ".",
            })
    void what_has_neither_shape_is_refused_without_a_look(String credential) {
        LoopbackHost answer = get("/hello", credential);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"credential_malformed\"");
        assertThat(issuer.discoveries).hasValue(0);
    }

    @Test
    void every_hostile_token_gets_the_same_answer() {
        assertThat(get("/hello", good.signed()).status()).isEqualTo(200);
        seen.set(null);
        LoopbackHost expected = get("/hello", "AAAA.AAAA.AAAA");
        HostileTokens.of(issuer.url(), "http://127.0.0.1:1").forEach((name, token) -> {
            LoopbackHost answer = get("/hello", token);
            assertThat(answer.status()).as(name).isEqualTo(401);
            assertThat(withoutId(answer)).as(name).isEqualTo(withoutId(expected));
            assertThat(answer.header("WWW-Authenticate")).as(name).isEqualTo("Bearer error=\"invalid_token\"");
            assertThat(answer.header("RateLimit")).as(name).isNull();
        });
        assertThat(seen).hasValue(null);
        assertThat(issuer.fetches).hasValue(1);
    }

    @Test
    void a_token_of_100_kilobytes_is_refused_before_anything_is_done_with_it() {
        String long100 = good.claim("x", "y".repeat(75_000)).signed();

        LoopbackHost answer = get("/hello", long100);

        assertThat(long100).hasSizeGreaterThan(100_000);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(withoutId(answer)).isEqualTo(withoutId(get("/hello", "AAAA.AAAA.AAAA")));
        assertThat(decision(answer)).isEqualTo("jwt: longer than 8192 characters");
        assertThat(issuer.discoveries).hasValue(0);
    }

    @Test
    void each_subject_has_the_quota_of_the_plan_for_tokens() {
        for (int left = 119; left > 0; left--) {
            LoopbackHost answer = get("/hello", good.claim("jti", left).signed());
            assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"free\";q=120;w=120");
        }
        await().until(() -> get("/hello", good.signed()).status() == 429);
        assertThat(get("/hello", good.claim("sub", "u_2").signed()).header("RateLimit"))
                .startsWith("\"free\";r=119;");

        JwtSettings jwt = settings.jwt();
        gateway.settings(settings.withJwt(jwt.withPlan("pro")));
        assertThat(get("/hello", good.claim("sub", "u_3").signed()).header("RateLimit-Policy"))
                .isEqualTo("\"pro\";q=2000;w=120");
    }

    @Test
    void while_keys_were_never_fetched_it_is_503_with_the_time_to_come_back() {
        issuer.status = 503;
        LoopbackHost answer = get("/hello", good.signed());

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.body()).contains("\"code\":\"token_check_unavailable\"");
        assertThat(decision(answer)).isEqualTo("jwt: the issuer's keys cannot be fetched");
    }

    @Test
    void the_trace_tells_issuer_and_subject_or_what_was_wrong_and_never_the_token() {
        String token = good.signed();
        LoopbackHost answer = get("/hello", token);
        Trace trace = trace(answer);
        assertThat(trace.keyName()).isEqualTo("jwt:u_1");
        assertThat(decision(answer)).isEqualTo("jwt of " + issuer.url() + ", subject u_1");
        assertThat(trace.toString())
                .doesNotContain(token.substring(token.lastIndexOf('.') + 1), token.substring(0, 30));

        LoopbackHost refused = get("/hello", good.claim("exp", 1).signed());
        assertThat(trace(refused).problem()).isEqualTo("credential_invalid");
        assertThat(decision(refused)).isEqualTo("jwt: expired");
    }

    @Test
    void a_token_for_some_functions_is_403_elsewhere() {
        String token = good.claim(TokenCheck.FUNCTIONS, List.of("orders")).signed();

        LoopbackHost answer = get("/hello", token);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body())
                .contains("\"code\":\"credential_scope_missing\"")
                .contains("This token may not");
        assertThat(get("/nowhere", token).status()).isEqualTo(404);
    }

    @Test
    void the_application_is_told_who_calls() {
        LoopbackHost answer =
                get("/orders", good.claim("email", "ann@shop.test").signed());

        Caller caller = answer.proceeding().caller();
        assertThat(caller.subject()).isEqualTo("u_1");
        assertThat(caller.token().claims()).containsEntry("email", "ann@shop.test");
        assertThat(caller.keyName()).isEqualTo("jwt:u_1");
    }

    @Test
    void a_subject_sees_how_its_own_calls_stand_and_nobody_elses() throws Exception {
        LoopbackHost queued =
                LoopbackHost.request("POST", "/job").withKey(good.signed()).sendTo(gateway::handle);
        assertThat(queued.status()).isEqualTo(202);
        String path = queued.header("Location");

        assertThat(get(path, good.claim("jti", 2).signed()).status()).isEqualTo(200);
        assertThat(get(path, good.claim("sub", "u_2").signed()).status()).isEqualTo(404);
        String key = new ProjectKeys("shop", keys, clock)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();
        assertThat(get(path, key).status()).isEqualTo(200);
    }

    @Test
    void changes_of_the_settings_hold_at_once() {
        String token = good.signed();
        assertThat(get("/hello", token).status()).isEqualTo(200);

        gateway.settings(settings.withJwt(null));
        assertThat(get("/hello", token).body()).contains("\"code\":\"credential_malformed\"");
        gateway.settings(settings.withJwt(JwtSettings.of(issuer.url(), "blog")));
        assertThat(get("/hello", token).body()).contains("\"code\":\"credential_invalid\"");
        gateway.settings(settings);
        assertThat(get("/hello", token).status()).isEqualTo(200);
    }

    @Test
    void a_gateway_that_cannot_verify_tokens_refuses_them() {
        try (Gateway plain = Gateway.builder("shop").settings(settings).build()) {
            LoopbackHost answer =
                    LoopbackHost.request("GET", "/hello").withKey(good.signed()).sendTo(plain::handle);

            assertThat(answer.body()).contains("\"code\":\"credential_malformed\"");
        }
    }

    private LoopbackHost get(String path, String credential, String... fields) {
        LoopbackHost request = LoopbackHost.request("GET", path).withKey(credential);
        for (int i = 0; i < fields.length; i += 2) {
            request.with(fields[i], fields[i + 1]);
        }
        return request.sendTo(gateway::handle);
    }

    private static String headers(FluxFunction.Request request) {
        StringBuilder all = new StringBuilder();
        request.headers()
                .forEach((name, value) ->
                        all.append(name).append(": ").append(value).append('\n'));
        return all.toString();
    }

    private static String withoutId(LoopbackHost answer) {
        return answer.body().replace(String.valueOf(answer.header("x-request-id")), "");
    }

    private Trace trace(LoopbackHost answer) {
        return traces.find(String.valueOf(answer.header("x-request-id"))).get(0);
    }

    private @Nullable String decision(LoopbackHost answer) {
        return trace(answer).decisions().get(0).decision().detail();
    }
}
