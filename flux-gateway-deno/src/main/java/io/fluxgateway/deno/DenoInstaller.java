package io.fluxgateway.deno;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has npm install a Deno of a fixed version, checked against a lock file of our own, into a cache of the user's. */
class DenoInstaller {
    private static final String[] FILES = {"package.json", "package-lock.json"};
    private static final long LIMIT_MINUTES = 10;
    private static final int MOST_OUTPUT = 2_000;

    private final Map<String, String> environment;
    private final Consumer<String> progress;

    DenoInstaller(Map<String, String> environment, Consumer<String> progress) {
        this.environment = environment;
        this.progress = progress;
    }

    /**
     * The Deno in the cache, put there if need be. Several processes may ask at once: one installs, the others wait.
     *
     * @throws IOException with a line that says why there is none
     */
    Path install() throws IOException {
        Path cache = cacheFolder();
        Path home = home();
        Path deno = executable(home);
        if (Files.exists(deno)) {
            return deno;
        }
        Files.createDirectories(cache);
        try (FileChannel channel = FileChannel.open(
                        cache.resolve(".install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.exists(deno)) {
                installInto(home, cache);
            }
        }
        return deno;
    }

    /** The Deno in the cache; null if it is not there yet. */
    @Nullable
    Path installed() throws IOException {
        Path deno = executable(home());
        return Files.exists(deno) ? deno : null;
    }

    private Path home() throws IOException {
        return cacheFolder().resolve("deno-" + version());
    }

    private static Path executable(Path home) {
        return home.resolve("node_modules").resolve(".bin").resolve("deno");
    }

    private void installInto(Path home, Path cache) throws IOException {
        progress.accept("installing Deno " + version() + " with npm (once, into " + cache + ")...");
        Path unfinished = Files.createTempDirectory(cache, "unfinished-");
        try {
            for (String name : FILES) {
                try (InputStream file = resource(name)) {
                    Files.copy(file, unfinished.resolve(name));
                }
            }
            runNpm(unfinished);
            delete(home); // of an install that lacks its executable
            // Whole or not at all: nobody sees a half of it.
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(unfinished);
        }
    }

    private void runNpm(Path folder) throws IOException {
        Path output = folder.resolve("npm.log");
        ProcessBuilder npm = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--loglevel=error")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        npm.environment().putAll(environment);
        Process process;
        try {
            process = npm.start();
        } catch (IOException e) {
            throw new IOException("cannot be run (" + e.getMessage() + ")", e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("did not install Deno within " + LIMIT_MINUTES + " min");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            String said = Files.readString(output, StandardCharsets.UTF_8);
            String shown = said.substring(0, Math.min(said.length(), MOST_OUTPUT))
                    .strip()
                    .replace('\n', ' ');
            throw new IOException("failed with exit code " + process.exitValue() + ": " + shown);
        }
    }

    private Path cacheFolder() {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path folder = cache.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".cache")
                : Path.of(cache);
        return folder.resolve("flux-gateway");
    }

    /** The one version that is in our package.json. */
    static String version() throws IOException {
        try (InputStream file = resource(FILES[0])) {
            return new tools.jackson.databind.json.JsonMapper()
                    .readTree(file)
                    .path("dependencies")
                    .path("deno")
                    .asString();
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream resource = DenoInstaller.class.getResourceAsStream("npm/" + name);
        if (resource == null) {
            throw new IOException(name + " is missing in the jar");
        }
        return resource;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, @Nullable IOException e) throws IOException {
                Files.delete(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
