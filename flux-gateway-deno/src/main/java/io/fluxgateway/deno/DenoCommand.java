package io.fluxgateway.deno;

import io.fluxgateway.function.FunctionManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The command line and the environment of a function's process: what its {@code flux.json} allows, and nothing else. */
final class DenoCommand {
    private static final String BOOTSTRAP = "bootstrap.mjs";
    private static final List<String> MODULES = List.of("tracing.mjs", BOOTSTRAP);
    /** What Deno itself needs to find its cache and the network. The function may read none of them. */
    private static final List<String> FOR_DENO = List.of(
            "HOME",
            "PATH",
            "TMPDIR",
            "DENO_DIR",
            "XDG_CACHE_HOME",
            "DENO_CERT",
            "DENO_TLS_CA_STORE",
            "SSL_CERT_FILE",
            "NPM_CONFIG_REGISTRY",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            // Windows
            "SystemRoot",
            "LOCALAPPDATA",
            "USERPROFILE",
            "TEMP");

    private final DenoOptions options;

    DenoCommand(DenoOptions options) {
        this.options = options;
    }

    /** Writes the process's main module, and describes the process. */
    ProcessBuilder of(FunctionManifest function) throws IOException {
        Files.createDirectories(options.state());
        for (String module : MODULES) {
            try (InputStream source = Objects.requireNonNull(DenoCommand.class.getResourceAsStream(module), module)) {
                replace(options.state().resolve(module), source.readAllBytes());
            }
        }
        // A file for each start: versions of one function may start at the same time.
        Path main = Files.createTempFile(options.state(), "main-" + function.name() + "-", ".mjs");
        Files.writeString(main, source(function));
        ProcessBuilder process = new ProcessBuilder(arguments(function, main))
                .directory(options.projectOf(function).toFile())
                .redirectErrorStream(true);
        process.environment().clear();
        process.environment().putAll(environment(options.environment(), function.env()));
        return process;
    }

    static Path entry(FunctionManifest function) {
        Path directory = Objects.requireNonNull(function.directory(), "a deno function has a folder");
        return directory.resolve(function.entry());
    }

    /** The main module of a process, of no use once that listens. */
    static Path main(ProcessBuilder process) {
        return Path.of(process.command().get(process.command().size() - 1));
    }

    /** Both imports are static: Deno lets a module graph be read without a permission, and these two come in this order. */
    private String source(FunctionManifest function) {
        return "import { serve } from \"" + options.state().resolve(BOOTSTRAP).toUri()
                + "\";\nimport * as module from \"" + entry(function).toUri() + "\";\nserve(module, \""
                + options.projectOf(function).toUri() + "\");\n";
    }

    List<String> arguments(FunctionManifest function, Path main) {
        FunctionManifest.Permissions permissions = function.permissions();
        List<String> arguments = new ArrayList<>(
                List.of(options.deno().toString(), "run", "--no-prompt", "--quiet", "--unstable-no-legacy-abort"));
        arguments.addAll(configuration(options.projectOf(function)));
        List<String> hosts = permissions.net();
        // Port 0 is the one it listens on.
        arguments.add(hosts == null ? "--allow-net" : "--allow-net=" + String.join(",", with("127.0.0.1:0", hosts)));
        allow(arguments, "read", permissions.read());
        allow(arguments, "write", permissions.write());
        allow(arguments, "env", function.env());
        arguments.add(main.toString());
        return arguments;
    }

    static List<String> configuration(Path project) {
        List<String> arguments = new ArrayList<>();
        String config = null;
        for (String name : List.of("deno.json", "deno.jsonc")) {
            if (config == null && Files.exists(project.resolve(name))) {
                config = name;
            }
        }
        arguments.add(config == null ? "--no-config" : "--config=" + config);
        arguments.add(Files.exists(project.resolve("deno.lock")) ? "--lock=deno.lock" : "--no-lock");
        return arguments;
    }

    private static void allow(List<String> arguments, String what, List<String> values) {
        if (!values.isEmpty()) {
            arguments.add("--allow-" + what + "=" + String.join(",", values));
        }
    }

    private static List<String> with(String first, List<String> others) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    /**
     * What a process sees of the environment.
     *
     * @param all   the variables there are
     * @param named what is passed on beside what Deno itself needs
     */
    static Map<String, String> environment(Map<String, String> all, Collection<String> named) {
        Map<String, String> environment = new TreeMap<>();
        Stream.concat(FOR_DENO.stream(), named.stream())
                .filter(all::containsKey)
                .forEach(name -> environment.put(name, all.getOrDefault(name, "")));
        environment.put("NO_COLOR", "1");
        environment.put("DENO_NO_UPDATE_CHECK", "1");
        return environment;
    }

    /** Whole or not at all: another process may be reading it. */
    private static void replace(Path file, byte[] content) throws IOException {
        Path temporary =
                Files.createTempFile(file.getParent(), file.getFileName().toString(), ".tmp");
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
