package io.fluxgateway.cli;

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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An issuer of JWTs on this machine, and a server that keeps what it is asked: what comes as the upstream of a function does. */
public final class LocalIssuer implements AutoCloseable {
    private static final String AUDIENCE = "shop";

    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final ECKey key;
    private final HttpServer server;

    public LocalIssuer() throws IOException, JOSEException {
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/keys\"}");
        answer("/keys", new JWKSet(key.toPublicJWK()).toString());
        server.createContext("/", exchange -> {
            StringBuilder request = new StringBuilder(exchange.getRequestURI().toString()).append('\n');
            exchange.getRequestHeaders()
                    .forEach((name, values) -> values.forEach(value ->
                            request.append(name).append(": ").append(value).append('\n')));
            request.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(request.toString());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public String audience() {
        return AUDIENCE;
    }

    /** Requests for anything but its keys: target, fields, body. */
    public Queue<String> requests() {
        return requests;
    }

    /** A token for five minutes from then. */
    public String token(String subject, Instant issued) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                new JWTClaimsSet.Builder()
                        .issuer(url())
                        .audience(AUDIENCE)
                        .subject(subject)
                        .claim("email", subject + "@shop.test")
                        .expirationTime(Date.from(issued.plusSeconds(300)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private void answer(String path, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
