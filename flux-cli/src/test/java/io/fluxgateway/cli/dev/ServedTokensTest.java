package io.fluxgateway.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.cli.FluxCall;
import io.fluxgateway.cli.LocalIssuer;
import io.fluxgateway.cli.project.ProjectFolder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code flux project update} says of JWTs, as a server that runs on the same folder follows it, with a real issuer. */
class ServedTokensTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private final Lines out = new Lines();
    private LocalIssuer issuer;
    private Path project;
    private DevServer server;
    private Caller caller;

    @BeforeEach
    void serve() throws Exception {
        issuer = new LocalIssuer();
        project = temporary.resolve("shop");
        Projects.write(
                project.resolve("functions/a/flux.json"),
                "{\"name\": \"a\", \"runtime\": \"http\", \"method\": \"GET\", \"url\": \"" + issuer.url() + "\"}\n");
        server = DevServer.builder(ProjectFolder.of(project)).port(0).out(out).start();
        caller = Caller.of(server, out);
    }

    @AfterEach
    void stop() {
        server.close();
        issuer.close();
    }

    @Test
    void a_server_takes_tokens_of_an_issuer_as_soon_as_it_is_told_to_and_until_it_is_not() throws Exception {
        Caller ann = caller.withKey(issuer.token("ann", Instant.now()));
        assertThat(ann.get("/a").body()).contains("\"code\":\"credential_malformed\"");

        FluxCall update = update(
                "--jwt-issuer", issuer.url(), "--jwt-audience", "shop", "--jwt-claims", "email", "--jwt-plan", "pro");
        assertThat(update.exitCode()).as(update.err()).isZero();
        Caller nobody = caller.withKey("AAAA.AAAA.AAAA"); // for which no keys are fetched
        await().atMost(LONG).until(() -> nobody.get("/a").body().contains("\"code\":\"credential_invalid\""));
        await().atMost(LONG).until(() -> ann.get("/a").statusCode() == 204);

        HttpResponse<String> answer = ann.get("/a");
        assertThat(answer.headers().firstValue("RateLimit-Policy")).contains("\"pro\";q=2000;w=120");
        assertThat(issuer.requests())
                .allSatisfy(request -> assertThat(request)
                        .containsIgnoringCase("\nx-flux-subject: ann\n")
                        .containsIgnoringCase("\nx-flux-claim-email: ann@shop.test\n")
                        .doesNotContain(ann.key()));
        assertThat(caller.get("/a").statusCode()).as("with an API key").isEqualTo(204);
        assertThat(caller.withKey(ann.key() + "x").get("/a").body()).contains("\"code\":\"credential_invalid\"");

        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        await().untilAsserted(() -> assertThat(FluxCall.in(project, "trace", id).out())
                .contains("jwt of " + issuer.url() + ", subject ann")
                .doesNotContain(ann.key()));

        assertThat(update("--no-jwt").exitCode()).isZero();
        await().atMost(LONG).until(() -> ann.get("/a").statusCode() == 401);
    }

    private FluxCall update(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "project";
        all[1] = "update";
        System.arraycopy(args, 0, all, 2, args.length);
        return FluxCall.in(project, all);
    }
}
