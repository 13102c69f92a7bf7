package io.fluxgateway.samples.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.auth.ApiKeySecret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LibraryServerTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private LibraryServer library;
    private String key;

    @BeforeEach
    void start() throws Exception {
        library = new LibraryServer(folder, 0);
        key = library.keys().create("reader", ApiKeySecret.Mode.TEST).reveal();
    }

    @AfterEach
    void stop() {
        library.close();
    }

    @Test
    void theApplicationsHandlersAreBehindTheGateway() throws Exception {
        assertThat(send("GET", "/books", null, "").statusCode()).isEqualTo(401);

        HttpResponse<String> list = send("GET", "/books", key, "");

        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body()).contains("Design Patterns");
        assertThat(list.headers().firstValue("RateLimit")).isPresent();
        assertThat(list.headers().firstValue("x-request-id")).isPresent();
        assertThat(send("GET", "/books/1", key, "").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsNotDeclaredStaysOpen() throws Exception {
        HttpResponse<String> health = send("GET", "/health", null, "");

        assertThat(health.body()).isEqualTo("up");
        assertThat(health.headers().firstValue("RateLimit")).isEmpty();
    }

    @Test
    void aBookIsLentOnce() throws Exception {
        assertThat(send("PUT", "/books/9780131103627/loan", null, "Ada").statusCode())
                .isEqualTo(401);
        assertThat(send("PUT", "/books/9780131103627/loan", key, "Ada").statusCode())
                .isEqualTo(204);
        assertThat(send("PUT", "/books/9780131103627/loan", key, "Bob").statusCode())
                .isEqualTo(409);
        assertThat(send("PUT", "/books/1/loan", key, "Ada").body()).isEqualTo("no book 1");
    }

    private HttpResponse<String> send(String method, String path, String credential, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + library.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (credential != null) {
            request.header("Authorization", "Bearer " + credential);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
