package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code flux} command in a process of its own. */
final class FluxProcess implements AutoCloseable {
    /** For the first start on a machine: Deno may have to be installed. */
    private static final Duration FIRST_START = Duration.ofMinutes(3);

    private static final Pattern READY = Pattern.compile("(?m)^ready +(http://\\S+)");
    private static final Pattern KEY = Pattern.compile("(?m)^key +(flx_test_\\w+)");

    private final Process process;
    private final Path out;
    private final Path err;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private FluxProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code flux dev} with a small heap and waits until it is ready. */
    static FluxProcess dev(Path project, String... more) {
        return dev("-Xmx128m", project, more);
    }

    /** Starts {@code flux dev} with an option of Java's and waits until it is ready. */
    static FluxProcess dev(String javaOption, Path project, String... more) {
        List<String> words = new ArrayList<>(List.of("dev", project.toString(), "--port", "0", "--http"));
        words.addAll(List.of(more));
        return awaitReady(start(List.of(javaOption), words.toArray(String[]::new)));
    }

    /** Starts {@code flux serve} with a small heap and waits until it is ready. */
    static FluxProcess serve(Path project, String... more) {
        List<String> words = new ArrayList<>(List.of("serve", "--dir", project.toString(), "--port", "0", "--http"));
        words.addAll(List.of(more));
        return awaitReady(start(List.of("-Xmx128m"), words.toArray(String[]::new)));
    }

    static FluxProcess awaitReady(FluxProcess flux) {
        await().atMost(FIRST_START).pollInterval(Duration.ofMillis(20)).until(() -> {
            assertThat(flux.process.isAlive())
                    .as(() -> "flux ended: " + flux.stderr())
                    .isTrue();
            return READY.matcher(flux.stdout()).find();
        });
        return flux;
    }

    /** Starts a command. */
    static FluxProcess start(List<String> javaOptions, String... arguments) {
        try {
            Path out = Files.createTempFile("flux-out", ".txt");
            Path err = Files.createTempFile("flux-err", ".txt");
            out.toFile().deleteOnExit();
            err.toFile().deleteOnExit();
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(javaOptions);
            command.add("--enable-native-access=ALL-UNNAMED"); // as the runnable jar's manifest does
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.fluxgateway.cli.Main"));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new FluxProcess(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end. */
    static FluxProcess run(String... arguments) {
        FluxProcess flux = start(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), arguments);
        flux.exitCode();
        return flux;
    }

    /** Waits until no more connections are taken: the server has been told to end. */
    void awaitStopping() {
        int port = uri("/").getPort();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                new RawClient(port).close();
                return false;
            } catch (ConnectException e) {
                return true;
            }
        });
    }

    /** Waits for the end. */
    int exitCode() {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(() -> "ended; stderr: " + stderr())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Process process() {
        return process;
    }

    String stdout() {
        return read(out);
    }

    String stderr() {
        return read(err);
    }

    /** The key that was made at the first start. */
    String devKey() {
        return first(KEY);
    }

    URI uri(String target) {
        return URI.create(first(READY) + target);
    }

    /** A request that ends in an error rather than hang. */
    HttpRequest.Builder request(String method, String target) {
        return HttpRequest.newBuilder(uri(target))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.noBody());
    }

    HttpRequest.Builder request(String method, String target, String key) {
        return request(method, target).header("Authorization", "Bearer " + key);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(stderr(), e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpClient client() {
        return client;
    }

    /** Ends the server as an operator does, and waits for it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("flux did not end on SIGTERM: " + stderr());
            }
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (InterruptedException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private String first(Pattern pattern) {
        Matcher matcher = pattern.matcher(stdout());
        assertThat(matcher.find()).as(() -> pattern + " in " + stdout()).isTrue();
        return matcher.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
