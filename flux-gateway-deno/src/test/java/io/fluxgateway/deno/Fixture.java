package io.fluxgateway.deno;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionManifestBuilder;
import io.fluxgateway.function.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A project on disk, and calls of its functions as the gateway makes them. */
final class Fixture {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path project;

    Fixture(Path project) {
        this.project = project;
    }

    /** The real one: found on the machine, or installed as for a user. */
    static Path deno() {
        try {
            return DenoFinder.find(Path.of(""), null, System.err::println);
        } catch (DenoNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    DenoRuntime.Builder runtime() {
        return DenoRuntime.builder(project, deno());
    }

    /** A function, with its module on disk. */
    FunctionManifestBuilder function(String name, String module) {
        Path folder = project.resolve("functions").resolve(name);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("index.ts"), module);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return FunctionManifest.named(name)
                .runtime("deno")
                .directory(folder)
                .version(UUID.randomUUID().toString());
    }

    static Target.Remote acquire(DenoRuntime runtime, FunctionManifest function) throws ExecutionException {
        try {
            return (Target.Remote)
                    runtime.acquire(function).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Calls the function and gives the target back. */
    static HttpResponse<String> call(DenoRuntime runtime, FunctionManifest function, String... headers)
            throws ExecutionException {
        Target.Remote target = acquire(runtime, function);
        try {
            HttpResponse<String> response =
                    CLIENT.send(request(target, headers).build(), HttpResponse.BodyHandlers.ofString());
            target.release(Target.Outcome.ANSWERED);
            return response;
        } catch (IOException e) {
            target.release(Target.Outcome.BROKEN);
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static HttpRequest.Builder request(Target.Remote target, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + target.endpoint().port() + "/"))
                .timeout(PATIENCE);
        target.endpoint().requestHeaders().forEach(request::header);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    static HttpClient client() {
        return CLIENT;
    }

    /** The process that gave this answer; it may be gone by now. */
    static long pid(HttpResponse<String> pid) {
        return Long.parseLong(pid.body());
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
