package io.fluxgateway.deno;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.ManifestProblem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The modules of a function, as {@code deno info --json} tells them. */
final class ModuleGraph {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LARGEST_MODULE = 1 << 20;
    /** What a variable of the environment is read with, when its name stands there. */
    private static final Pattern VARIABLE = Pattern.compile(
            "\\bDeno\\.env\\.(?:get|has)\\(\\s*[\"'`]([^\"'`$]+)[\"'`]\\s*\\)|\\bprocess\\.env\\.([A-Za-z_]\\w*)");

    private final Path project;
    private final String json;

    ModuleGraph(Path project, String json) {
        this.project = project;
        this.json = json;
    }

    /** What would keep the function from running: modules of other places, variables that it does not declare. */
    List<ManifestProblem> problems(FunctionManifest function) throws IOException {
        List<ManifestProblem> problems = new ArrayList<>();
        try {
            for (JsonNode module : JSON.readTree(json).path("modules")) {
                String specifier = module.path("specifier").asString("");
                if (specifier.startsWith("file:")) {
                    check(Path.of(URI.create(specifier)), function, problems);
                }
            }
        } catch (JacksonException e) {
            throw new IOException(
                    "the modules of " + function.name() + " cannot be told: " + e.getOriginalMessage(), e);
        }
        return problems;
    }

    private void check(Path module, FunctionManifest function, List<ManifestProblem> problems) throws IOException {
        if (!module.startsWith(project)) {
            problems.add(new ManifestProblem(
                    function.source().file(),
                    0,
                    "it imports " + module + " (expected modules of its own folder, functions/_* and packages)"));
        } else if (Files.size(module) <= LARGEST_MODULE) {
            int line = 0;
            for (String text : Files.readString(module).split("\n", -1)) {
                checkVariables(module, ++line, text, function, problems);
            }
        }
    }

    private void checkVariables(
            Path module, int line, String text, FunctionManifest function, List<ManifestProblem> problems) {
        String code = text.strip();
        if (code.startsWith("//") || code.startsWith("*")) {
            return;
        }
        Matcher variable = VARIABLE.matcher(code);
        while (variable.find()) {
            String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
            if (!function.env().contains(name)) {
                problems.add(new ManifestProblem(
                        project.relativize(module).toString(),
                        line,
                        "env \"" + name + "\" is read (expected in \"env\" of "
                                + function.source().file() + ")"));
            }
        }
    }
}
