package io.fluxgateway.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.fluxgateway.cli.FluxCall;
import io.fluxgateway.cli.project.ProjectFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code flux project update} says of JWTs, as a server that runs on the same folder follows it, with a real issuer. */
class ServedTokensTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir
    Path temporary;

    private final Lines out = new Lines();
    private final Queue<String> forwarded = new ConcurrentLinkedQueue<>();
    private ECKey key;
    private HttpServer issuer;
    private Path project;
    private DevServer server;
    private Caller caller;

    @BeforeEach
    void serve() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/keys\"}");
        answer("/keys", new JWKSet(key.toPublicJWK()).toString());
        issuer.createContext("/a", exchange -> {
            exchange.getRequestHeaders().forEach((name, values) -> forwarded.add(name + ": " + values));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        issuer.start();
        project = temporary.resolve("shop");
        Projects.write(
                project.resolve("functions/a/flux.json"),
                "{\"name\": \"a\", \"runtime\": \"http\", \"method\": \"GET\", \"url\": \"" + url() + "\"}\n");
        server = DevServer.builder(ProjectFolder.of(project)).port(0).out(out).start();
        caller = Caller.of(server, out);
    }

    @AfterEach
    void stop() {
        server.close();
        issuer.stop(0);
    }

    @Test
    void a_server_takes_tokens_of_an_issuer_as_soon_as_it_is_told_to_and_until_it_is_not() throws Exception {
        Caller ann = caller.withKey(token("ann"));
        assertThat(ann.get("/a").body()).contains("\"code\":\"credential_malformed\"");

        FluxCall update =
                update("--jwt-issuer", url(), "--jwt-audience", "shop", "--jwt-claims", "email", "--jwt-plan", "pro");
        assertThat(update.exitCode()).as(update.err()).isZero();
        await().atMost(A_SECOND).until(() -> ann.get("/a").statusCode() == 204);

        HttpResponse<String> answer = ann.get("/a");
        assertThat(answer.headers().firstValue("RateLimit-Policy")).contains("\"pro\";q=2000;w=120");
        assertThat(forwarded)
                .anyMatch("x-flux-subject: [ann]"::equalsIgnoreCase)
                .anyMatch("x-flux-claim-email: [ann@shop.test]"::equalsIgnoreCase)
                .noneMatch(line -> line.contains(ann.key()));
        assertThat(caller.get("/a").statusCode()).as("with an API key").isEqualTo(204);
        assertThat(caller.withKey(ann.key() + "x").get("/a").body()).contains("\"code\":\"credential_invalid\"");

        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        await().untilAsserted(() -> assertThat(FluxCall.in(project, "trace", id).out())
                .contains("jwt of " + url() + ", subject ann")
                .doesNotContain(ann.key()));

        assertThat(update("--no-jwt").exitCode()).isZero();
        await().atMost(A_SECOND).until(() -> ann.get("/a").statusCode() == 401);
    }

    private String token(String subject) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                new JWTClaimsSet.Builder()
                        .issuer(url())
                        .audience("shop")
                        .subject(subject)
                        .claim("email", subject + "@shop.test")
                        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private String url() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    private void answer(String path, String body) {
        issuer.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private FluxCall update(String... args) throws IOException {
        String[] all = new String[args.length + 2];
        all[0] = "project";
        all[1] = "update";
        System.arraycopy(args, 0, all, 2, args.length);
        return FluxCall.in(project, all);
    }
}
