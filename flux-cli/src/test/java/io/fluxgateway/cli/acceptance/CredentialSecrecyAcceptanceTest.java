package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.cli.FluxCall;
import io.fluxgateway.cli.LocalIssuer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No credential, good or bad, is found again in anything that is written, answered or forwarded: every logger at its most talkative,
 * every kind of answer, every file, every command.
 */
final class CredentialSecrecyAcceptanceTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    /** Of no secret: where a field of a request gets to, this does. */
    private static final String MARKER = "marked-a8f5c1";

    @TempDir
    static Path folder;

    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private static LocalIssuer outside;
    private static FluxProcess flux;

    @BeforeAll
    static void serve() throws Exception {
        outside = new LocalIssuer();
        String upstream = "\"runtime\": \"http\", \"url\": \"" + outside.url() + "\"";
        new TestProject(folder)
                .function("hello", "{\"name\": \"hello\"}", """
                        export default async (req: Request, ctx) => {
                          console.log("headers", JSON.stringify([...req.headers]), JSON.stringify(ctx));
                          await fetch("%s/from-function", { headers: req.headers });
                          return Response.json([...req.headers]);
                        };
                        """.formatted(outside.url()))
                .function("fails", "{\"name\": \"fails\"}", """
                        export default (req: Request) => { throw new Error(JSON.stringify([...req.headers])); };
                        """)
                .function("broken", "{\"name\": \"broken\"}", "export default ( => 1;")
                .function("sleeps", "{\"name\": \"sleeps\", \"timeout\": \"200ms\"}", """
                        export default () => new Promise((done) => setTimeout(() => done("late"), 30_000));
                        """)
                .function("job", "{\"name\": \"job\", \"async\": true}", """
                        export default (req: Request) => Response.json([...req.headers]);
                        """)
                .write("functions/forwarded/flux.json", "{\"name\": \"forwarded\", " + upstream + "}")
                .write("functions/queued/flux.json", "{\"name\": \"queued\", \"async\": true, " + upstream + "}")
                .write(
                        "functions/nobody/flux.json",
                        "{\"name\": \"nobody\", \"runtime\": \"http\", \"url\": \"http://127.0.0.1:9\"}");
        command("project", "update", "--plan", "team", "--trace-queries", "true");
        command("project", "update", "--jwt-issuer", outside.url(), "--jwt-audience", outside.audience());
        command("project", "update", "--callback-origin", outside.url(), "--callback-private-addresses", "true");
        flux = FluxProcess.awaitReady(FluxProcess.start(
                List.of(
                        "-Xmx128m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        "-Djdk.httpclient.HttpClient.log=requests,headers,errors"),
                "dev",
                folder.toString(),
                "--port",
                "0",
                "--http"));
    }

    @AfterAll
    static void stop() {
        flux.close();
        outside.close();
    }

    @Test
    void a_credential_is_found_nowhere_again() throws Exception {
        Map<String, String> credentials = credentials();
        for (Map.Entry<String, String> each : credentials.entrySet()) {
            boolean good = each.getKey().startsWith("good");
            for (String path : List.of(
                    "/hello?a=b",
                    "/fails",
                    "/broken",
                    "/sleeps",
                    "/forwarded",
                    "/nobody",
                    "/nowhere",
                    "/job",
                    "/queued",
                    "/a%2fb")) {
                HttpResponse<String> answer = call(path, each.getValue());
                assertThat(answer.statusCode() == 401)
                        .as(each.getKey() + path)
                        .isEqualTo(!good && !path.equals("/a%2fb"));
            }
            unusual(each.getValue());
        }
        // Each kind of answer was there.
        assertThat(answers.stream()
                        .map(answer -> answer.replaceFirst("(?s)[^0-9].*", ""))
                        .distinct())
                .contains("200", "202", "204", "400", "401", "404", "500", "502", "504");
        await().atMost(LONG)
                .until(() -> outside.requests().stream()
                                .filter(request -> request.startsWith("/callback"))
                                .count()
                        >= 4);

        Map<String, byte[]> written = written();

        assertThat(text(written.get("log of the server"))).contains("TRACE", "DEBUG", "io.undertow", "headers [[");
        assertThat(text(written.get("what was forwarded")))
                .contains("/forwarded\n", "/queued\n", "/from-function\n", "/callback");
        for (String where : List.of(
                "log of the server",
                "answers",
                "what was forwarded",
                "flux logs",
                ".flux/queue.db",
                ".flux/traces.db")) {
            // A database is its file and the journal beside it.
            assertThat(written.entrySet().stream()
                            .filter(each -> each.getKey().startsWith(where))
                            .anyMatch(each -> contains(each.getValue(), MARKER)))
                    .as("a field that is no secret, in %s", where)
                    .isTrue();
        }
        written.forEach((where, bytes) -> credentials.forEach((name, credential) -> {
            for (String secret : secretsOf(credential)) {
                assertThat(contains(bytes, secret)).as("%s in %s", name, where).isFalse();
            }
        }));
    }

    private static Map<String, String> credentials() throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        String key = command("api-keys", "create", "--name", "marked").strip();
        String revoked = command("api-keys", "create", "--name", "revoked").strip();
        command("api-keys", "revoke", "revoked");
        String token = outside.token("ann", Instant.now());
        all.put("good key", key);
        all.put("good token", token);
        all.put("revoked key", revoked);
        all.put("unknown key", ApiKeySecret.generate(ApiKeySecret.Mode.LIVE).reveal());
        all.put("mistyped key", key.substring(0, 20) + (key.charAt(20) == 'a' ? 'b' : 'a') + key.substring(21));
        all.put("expired token", outside.token("ann", Instant.EPOCH));
        all.put("token with a wrong signature", token.substring(0, token.length() - 20) + "A".repeat(20));
        all.put("token that is too long", token + "A".repeat(9_000));
        all.put("something else", "hunter2-correct-horse-battery-staple");
        return all;
    }

    private HttpResponse<String> call(String path, String credential) {
        HttpResponse<String> answer = flux.send(flux.request("POST", path, credential)
                .header("Origin", "https://shop.test")
                .header("X-Marker", MARKER)
                .header("Proxy-Authorization", "Bearer " + credential)
                .header("X-Flux-Callback", outside.url() + "/callback"));
        answers.add(answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
        return answer;
    }

    /** Requests that HTTP clients do not make. */
    private void unusual(String credential) throws IOException {
        String field = "Authorization: Bearer " + credential + "\r\n";
        String basic = Base64.getEncoder().encodeToString(("ann:" + credential).getBytes(StandardCharsets.UTF_8));
        for (String request : List.of(
                "POST /hello HTTP/1.1\r\nHost: a\r\n" + field + field + "\r\n",
                "POST /hello HTTP/1.1\r\nHost: a\r\nAuthorization: Basic " + basic + "\r\n\r\n",
                "POST /hello HTTP/1.1\r\nHost: a\r\nauthorization: " + credential + "\r\n\r\n",
                "POST /hello HTTP/1.1\r\nHost: a\r\n" + field + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                "POST /hello HTTP/1.1\r\n" + field + "\r\n",
                "POST /hello HTTP/1.1\r\nHost: a\r\nAuthorization : Bearer " + credential + "\r\n\r\n",
                "POST /hello HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + credential + "\0\r\n\r\n",
                "POST /hello HTTP/1.1\r\nHost: a\r\n" + field + "X: " + "x".repeat(20_000) + "\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: a\r\n" + field + "Upgrade: websocket\r\nConnection: upgrade\r\n\r\n",
                "POST /hello HTTP/9.9\r\nHost: a\r\n" + field + "\r\n",
                "POST /hello HTTP/1.1\r\nHost: a\r\n" + field + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")) {
            URI uri = flux.uri("/");
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                answers.add(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                answers.add("broken off: " + e);
            }
        }
    }

    /** All that is left behind, by where it was found. */
    private Map<String, byte[]> written() throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("log of the server", bytes(flux.stderr()));
        all.put("output of the server", bytes(flux.stdout()));
        all.put("answers", bytes(String.join("\n", answers)));
        all.put("what was forwarded", bytes(String.join("\n", outside.requests())));
        all.put("flux tail", bytes(command("tail", "--last", "1000")));
        all.put("flux tail --json", bytes(command("tail", "--last", "1000", "--json")));
        all.put("flux logs", bytes(command("logs", "--since", "10m")));
        all.put("flux queue", bytes(command("queue", "list", "--json")));
        all.put("flux project show", bytes(command("project", "show", "--json")));
        all.put("flux api-keys list", bytes(command("api-keys", "list", "--json")));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        assertThat(all.keySet()).contains(".flux/flux.db", ".flux/traces.db", ".flux/queue.db");
        return all;
    }

    /** What of a credential must not be seen: the whole, and each part that is secret by itself. */
    private static List<String> secretsOf(String credential) {
        List<String> secrets = new ArrayList<>(List.of(
                credential.substring(0, Math.min(credential.length(), 400)),
                Base64.getEncoder().encodeToString(bytes("ann:" + credential))));
        if (credential.startsWith("flx_")) {
            secrets.add(credential.substring(14)); // the preview is what people recognise it by
        } else if (credential.indexOf('.') > 0) {
            secrets.add(credential.substring(credential.indexOf('.') + 1, credential.lastIndexOf('.')));
            secrets.add(credential.substring(credential.lastIndexOf('.') + 1).substring(0, 60));
        }
        return secrets;
    }

    private static boolean contains(byte[] bytes, String secret) {
        return text(bytes).contains(secret);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String command(String... args) {
        FluxCall call = FluxCall.in(folder, args);
        assertThat(call.exitCode()).as(call.err()).isZero();
        return call.out();
    }
}
