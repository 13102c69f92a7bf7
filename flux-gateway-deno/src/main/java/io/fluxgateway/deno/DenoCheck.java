package io.fluxgateway.deno;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.ManifestProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out whether Deno could run a function, without running any of it: its modules are found, compile, link and have a
 * default export, and the environment variables that they name are declared. Packages are fetched as needed. Immutable.
 */
public final class DenoCheck {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int MOST_OUTPUT = 1 << 20;
    private static final String ERROR = "error: ";
    private static final Pattern PLACE = Pattern.compile("at (?:.*\\()?(file://\\S+?):(\\d+):\\d+\\)?$");

    private final Path deno;
    private final Map<String, String> environment;

    /**
     * A check.
     *
     * @param deno the executable, as {@link DenoFinder} finds it
     */
    public DenoCheck(Path deno) {
        this(deno, System.getenv());
    }

    DenoCheck(Path deno, Map<String, String> environment) {
        this.deno = deno;
        this.environment = Map.copyOf(environment);
    }

    /**
     * What is wrong with a function; empty if nothing is.
     *
     * @param project  real path of the folder that {@code functions/} is in
     * @param function of the runtime {@code deno}
     * @throws IOException          if Deno cannot be run
     * @throws InterruptedException if this thread is
     */
    public List<ManifestProblem> check(Path project, FunctionManifest function)
            throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("flux-check-");
        try {
            List<ManifestProblem> problems = new ArrayList<>(compile(project, function, work));
            if (problems.isEmpty()) {
                String graph = run(project, List.of("info", "--json"), DenoCommand.entry(function), work)
                        .output();
                problems.addAll(new ModuleGraph(project, graph).problems(function));
            }
            return problems;
        } finally {
            try (var files = Files.list(work)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(work);
        }
    }

    /** All modules are compiled and linked before the first is run, and that one ends the process. */
    private List<ManifestProblem> compile(Path project, FunctionManifest function, Path work)
            throws IOException, InterruptedException {
        Path end = Files.writeString(work.resolve("end.mjs"), "Deno.exit(0);\n");
        Path main = Files.writeString(
                work.resolve("main.mjs"),
                "import \"" + end.toUri() + "\";\nimport handler from \""
                        + DenoCommand.entry(function).toUri() + "\";\nhandler;\n");
        Result result = run(project, List.of("run", "--no-prompt", "--quiet"), main, work);
        if (result.exitCode() == 0) {
            return List.of();
        }
        return List.of(problem(project, function, result.errors()));
    }

    private static ManifestProblem problem(Path project, FunctionManifest function, String errors) {
        String message = "Deno refused it without a reason";
        String file = function.source().file();
        int line = 0;
        for (String text : errors.split("\n", -1)) {
            Matcher place = PLACE.matcher(text.strip());
            if (text.startsWith(ERROR)) {
                message = text.substring(ERROR.length());
            } else if (place.find() && place.group(1).startsWith(project.toUri().toString())) {
                file = place.group(1).substring(project.toUri().toString().length());
                line = Integer.parseInt(place.group(2));
                break;
            }
        }
        return new ManifestProblem(
                file, line, plain(message.replace(project.toUri().toString(), "")));
    }

    private static String plain(String message) {
        return message.startsWith("Uncaught ") ? message.substring("Uncaught ".length()) : message;
    }

    private record Result(int exitCode, String output, String errors) {}

    private Result run(Path project, List<String> command, Path module, Path work)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(deno.toString()));
        arguments.addAll(command);
        arguments.addAll(DenoCommand.configuration(project));
        arguments.add(module.toString());
        Path output = work.resolve("output");
        Path errors = work.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .directory(project.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(DenoCommand.environment(environment, List.of()));
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Result(1, "", ERROR + "Deno was not done after " + LIMIT.toSeconds() + " s");
            }
            return new Result(process.exitValue(), read(output), read(errors));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
        }
    }
}
