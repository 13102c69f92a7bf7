package io.fluxgateway.cli.invoke;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A request for a function, to be sent to a gateway. Not thread-safe. */
public final class FunctionCall {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Longer than any function may take. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(16);

    private static final Pattern KEY = Pattern.compile("[!-~]{1,1000}");
    private static final String CONTENT_TYPE = "content-type";

    private final String function;
    private final String server;
    private final HttpRequest.Builder request;
    private boolean typed;

    /**
     * A request without body.
     *
     * @param server URL of the gateway
     * @param path   encoded, with its first slash
     * @param query  {@code NAME=VALUE} each, not encoded
     * @throws IllegalArgumentException if the server or the path is none
     */
    public FunctionCall(String function, String server, String method, String path, List<String> query) {
        this.function = function;
        this.server = withoutSlash(checked(server));
        String encoded = query.stream().map(FunctionCall::encoded).collect(Collectors.joining("&"));
        try {
            URI uri =
                    new URI(this.server + path + (encoded.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + encoded));
            request = HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).method(method, BodyPublishers.noBody());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "--path: \"" + path + "\" (expected: an encoded path such as /orders/42)", e);
        }
    }

    private static String checked(String server) {
        try {
            URI uri = new URI(server);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return server;
            }
        } catch (URISyntaxException e) {
            // as wrong as one without a host
        }
        throw new IllegalArgumentException(
                "url: \"" + server.replaceFirst("(?s)//.*@", "//...@").replaceFirst("(?s)\\?.*", "?...")
                        + "\" (expected: the gateway's, such as https://localhost:4000)");
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String encoded(String pair) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("--query: \"" + pair + "\" (expected: NAME=VALUE)");
        }
        return FunctionPath.encoded(pair.substring(0, equals), false) + "="
                + FunctionPath.encoded(pair.substring(equals + 1), true);
    }

    /**
     * Adds a header.
     *
     * @param line {@code Name: value}
     * @throws IllegalArgumentException if it is none, or one that is not for the user to set
     */
    public void header(String line) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).strip();
        if (name.equalsIgnoreCase("authorization")) {
            throw new IllegalArgumentException("--header: \"Authorization\" (expected: --key KEY, or FLUX_KEY)");
        }
        try {
            request.header(name, line.substring(colon + 1).strip());
            typed |= name.equalsIgnoreCase(CONTENT_TYPE);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--header: \"" + line + "\" (expected: NAME: VALUE; " + e.getMessage() + ")", e);
        }
    }

    /** Adds a body, after the headers: it is JSON unless they name another type. */
    public void payload(String method, byte[] bytes) {
        if (!typed) {
            Payload.checkJson(bytes);
            request.header(CONTENT_TYPE, "application/json");
        }
        BodyPublisher body = BodyPublishers.ofByteArray(bytes);
        request.method(method, body);
    }

    /**
     * Makes sure that a text may be sent as a key; it is never shown.
     *
     * @param from where the user gave it
     */
    public static String checkedKey(String key, String from) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    from + " is no API key (expected: flx_live_ or flx_test_ and 36 letters and digits)");
        }
        return key;
    }

    /**
     * Sends it.
     *
     * @param authority trusted besides those that Java trusts, by a gateway on this machine; may not be there
     * @throws IOException with a line that says why there is no answer
     */
    public Answer send(String key, Path authority) throws IOException, InterruptedException {
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (Trust.appliesTo(server) && Files.exists(authority)) {
            client.sslContext(Trust.also(authority));
        }
        long began = System.nanoTime();
        try {
            HttpResponse<InputStream> response = client.build()
                    .send(
                            request.copy()
                                    .setHeader("authorization", "Bearer " + key)
                                    .build(),
                            BodyHandlers.ofInputStream());
            return new Answer(function, response, Duration.ofNanos(System.nanoTime() - began));
        } catch (ConnectException e) {
            throw new IOException(
                    isCausedBy(e, UnresolvedAddressException.class)
                            ? "no such host: " + server + " (see --url)"
                            : "no server at " + server + "; start one with flux dev, or name another with --url",
                    e);
        } catch (HttpTimeoutException e) {
            throw new IOException("no answer from " + server + ": " + e.getMessage(), e);
        } catch (SSLException e) {
            throw new IOException(
                    "no trusted answer from " + server + ": " + e.getMessage()
                            + " (one that was started with --http is at http://; see flux trust)",
                    e);
        } catch (IOException e) {
            throw new IOException("no answer from " + server + ": " + e.getMessage() + " (is a gateway there?)", e);
        }
    }

    private static boolean isCausedBy(Throwable error, Class<? extends Throwable> type) {
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
