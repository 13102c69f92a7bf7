package io.fluxgateway.jwt;

import io.fluxgateway.http.ServiceUrl;
import io.fluxgateway.http.Status;
import io.fluxgateway.project.JwtSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Fetches an issuer's keys: from where the settings say, or from where the issuer itself says (OpenID Connect Discovery 1.0
 * section 4). Only https, or http on this machine; redirects are not followed; size and time are bounded.
 */
final class HttpKeySource implements KeySource {
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final JwtSettings settings;
    private final Duration timeout;
    private final int maxBytes;
    private volatile @Nullable HttpClient client;

    HttpKeySource(JwtSettings settings, Duration timeout, int maxBytes) {
        this.settings = settings;
        this.timeout = timeout;
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<KeySet> fetch() {
        String known = settings.jwks();
        CompletionStage<URI> address = known != null
                ? CompletableFuture.completedFuture(URI.create(known))
                : get(URI.create(withoutSlash(settings.issuer()) + DISCOVERY)).thenApply(this::keySetAddress);
        return address.thenCompose(this::get).thenApply(HttpKeySource::keySet);
    }

    private static String withoutSlash(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }

    /** What is said there of another issuer is not for us (RFC 8414 section 3.3). */
    private URI keySetAddress(byte[] document) {
        try {
            JsonNode metadata = StrictJson.object("the issuer's configuration", document);
            JsonNode issuer = metadata.get("issuer");
            if (issuer == null || !issuer.isString() || !issuer.stringValue().equals(settings.issuer())) {
                throw new IOException("the issuer's configuration is of another issuer");
            }
            JsonNode keys = metadata.get("jwks_uri");
            if (keys == null || !keys.isString()) {
                throw new IOException("the issuer's configuration has no jwks_uri");
            }
            URI address = ServiceUrl.require("jwks_uri", keys.stringValue());
            if (!"https".equals(address.getScheme()) && settings.issuer().startsWith("https:")) {
                throw new IOException("the issuer's configuration has a jwks_uri without TLS");
            }
            return address;
        } catch (InvalidTokenException | IOException | IllegalArgumentException e) {
            throw new CompletionException(e);
        }
    }

    private static KeySet keySet(byte[] document) {
        try {
            return KeySet.parse(new String(document, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private CompletionStage<byte[]> get(URI address) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Accept", "application/json, application/jwk-set+json")
                .timeout(timeout)
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer = client().sendAsync(request, head -> new LimitedBody(maxBytes));
        return answer.copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS) // that of the request ends with the response head
                .whenComplete((response, error) -> answer.cancel(true))
                .thenApply(response -> {
                    if (response.statusCode() != Status.OK) {
                        throw new CompletionException(
                                new IOException(address + " answers with status " + response.statusCode()));
                    }
                    return response.body();
                });
    }

    /** Made late: it takes a while, and starts threads. */
    private HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(timeout)
                    .build();
            client = known;
        }
        return known;
    }
}
