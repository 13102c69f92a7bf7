package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.testkit.Promptly;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticationAcceptanceTest {
    @TempDir
    static Path folder;

    static TestProject project;
    static FluxProcess flux;

    @BeforeAll
    static void serve() {
        project = new TestProject(folder)
                .function(
                        "hello",
                        "{\"name\": \"hello\", \"method\": \"GET\"}",
                        "export default (req, ctx) => ({ key: ctx.key, authorization: req.headers.get('authorization') });");
        flux = FluxProcess.dev(folder);
    }

    @AfterAll
    static void stop() {
        flux.close();
    }

    @Test
    void aRequestWithoutCredentialIs401() {
        assertUnauthorized(flux.send(flux.request("GET", "/hello")), "credential_missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dXNlcjpwYXNz", "flx_live_abc", "Bearer", "Token x"})
    void anotherSchemeIs401(String credential) {
        assertUnauthorized(
                flux.send(flux.request("GET", "/hello").header("Authorization", credential)), "credential_malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "flx_live_short", "flx_live_000000000000000000000000000000000000"})
    void aMalformedKeyIs401(String key) {
        assertUnauthorized(get(key), "credential_malformed");
    }

    @Test
    void anUnknownKeyIs401() {
        String key = ApiKeySecret.generate(ApiKeySecret.Mode.LIVE).reveal();

        assertUnauthorized(get(key), "credential_unknown");
    }

    @Test
    void aBadKeyOnAnUnknownPathIs401() {
        String key = ApiKeySecret.generate(ApiKeySecret.Mode.LIVE).reveal();

        assertUnauthorized(flux.send(flux.request("GET", "/nowhere", key)), "credential_unknown");
    }

    @Test
    void aGoodKeyReachesTheFunctionWhichLearnsItsNameAndNotItsSecret() {
        HttpResponse<String> response = get(flux.devKey());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"key\":\"dev\",\"authorization\":null}");
    }

    @Test
    void twoCredentialsAre401() {
        HttpRequest.Builder twice =
                flux.request("GET", "/hello", flux.devKey()).header("Authorization", "Bearer " + flux.devKey());

        assertUnauthorized(flux.send(twice), "credential_malformed");
    }

    @Test
    void aKeyRevokedByAnotherProcessIsRefusedWithinASecond() throws Exception {
        Promptly.followed(Duration.ofSeconds(1), round -> {
            String name = "soon-gone-" + round;
            String key = createKey(name);
            assertThat(get(key).statusCode()).isEqualTo(200);

            FluxProcess revoke = FluxProcess.run("api-keys", "revoke", name, "--dir", folder.toString());

            assertThat(revoke.exitCode()).isZero();
            return () -> isRevoked(get(key));
        });
    }

    @Test
    void aKeyRotatedByAnotherProcessWorksBesideItsSuccessorUntilItsGraceIsOver() {
        String old = createKey("rotated");
        assertThat(get(old).statusCode()).isEqualTo(200);

        String next = rotate("rotated", "1h");
        assertThat(get(next).statusCode()).isEqualTo(200);
        assertThat(get(old).statusCode()).isEqualTo(200);

        String last = rotate("rotated", "0s");
        await().atMost(Duration.ofSeconds(30)).until(() -> isRevoked(get(old)) && isRevoked(get(next)));
        assertThat(get(last).statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyOfOtherFunctionsIs403AndAnUnknownPath404() {
        String key = createKey("scoped", "--scope", "other");

        HttpResponse<String> refused = get(key);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":\"credential_scope_missing\"");
        assertThat(flux.send(flux.request("GET", "/nowhere", key)).statusCode()).isEqualTo(404);
    }

    @Test
    void aKeyMadeByAnotherProcessWorksAtOnce() {
        String key = createKey("brand-new");

        assertThat(get(key).statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyOfAnotherProjectInTheSameStoreIs403() throws SQLException {
        String key = createKey("of-another-project");
        project.moveKeyToAnotherProject("of-another-project");

        HttpResponse<String> response = get(key);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("\"code\":\"credential_of_other_project\"");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
    }

    private static HttpResponse<String> get(String key) {
        return flux.send(flux.request("GET", "/hello", key));
    }

    private static boolean isRevoked(HttpResponse<String> response) {
        if (response.statusCode() != 401) {
            return false;
        }
        assertUnauthorized(response, "credential_revoked");
        return true;
    }

    private static String rotate(String name, String grace) {
        FluxProcess rotate = FluxProcess.run("api-keys", "rotate", name, "--grace", grace, "--dir", folder.toString());
        assertThat(rotate.exitCode()).as(rotate::stderr).isZero();
        assertThat(rotate.stdout()).matches("flx_live_[0-9A-Za-z]{36}\n");
        return rotate.stdout().strip();
    }

    private static String createKey(String name, String... options) {
        List<String> command =
                new ArrayList<>(List.of("api-keys", "create", "--name", name, "--dir", folder.toString()));
        command.addAll(List.of(options));
        FluxProcess create = FluxProcess.run(command.toArray(String[]::new));
        assertThat(create.exitCode()).as(create::stderr).isZero();
        assertThat(create.stdout()).matches("flx_live_[0-9A-Za-z]{36}\n");
        return create.stdout().strip();
    }

    private static void assertUnauthorized(HttpResponse<String> response, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.headers().firstValue("x-request-id"))
                .hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f]{32}"));
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
    }
}
