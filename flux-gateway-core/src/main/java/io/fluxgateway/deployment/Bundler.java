package io.fluxgateway.deployment;

import io.fluxgateway.function.FunctionFiles;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.function.ManifestProblem;
import io.fluxgateway.function.ManifestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out what each function of a project folder runs from: {@link FunctionFiles}, and the files that it may read and
 * no function writes. Not thread-safe.
 */
public final class Bundler {
    /** Runtimes that a server of deployments has. */
    private static final List<String> RUNTIMES = List.of("deno", "http");

    private final Path project;
    private final Map<String, Path> sources = new LinkedHashMap<>();
    private final List<ManifestProblem> problems = new ArrayList<>();

    private Bundler(Path project) {
        this.project = project;
    }

    /**
     * The functions of a project folder, ready to be deployed.
     *
     * @throws ManifestException with all that is wrong: in any {@code flux.json}, links that lead out of the project, more
     *     or larger files than a function may have
     */
    public static ProjectBundle bundle(Path projectFolder) throws ManifestException {
        List<FunctionManifest> functions = new ManifestReader(RUNTIMES).readProject(projectFolder);
        try {
            return new Bundler(projectFolder.toRealPath()).bundle(functions);
        } catch (IOException e) {
            throw new ManifestException(List.of(new ManifestProblem("", 0, projectFolder + ": " + e.getMessage())));
        }
    }

    private ProjectBundle bundle(List<FunctionManifest> functions) throws IOException, ManifestException {
        Collection<Path> written = FunctionFiles.written(project, functions);
        List<Path> shared = FunctionFiles.shared(project);
        Map<String, Bundle> bundles = new LinkedHashMap<>();
        for (FunctionManifest function : functions) {
            BundleWalk walk = new BundleWalk(project, written, function.source().file());
            for (Path path : roots(function, shared)) {
                walk.add(path);
            }
            problems.addAll(walk.problems());
            sources.putAll(walk.sources());
            bundles.put(function.name(), new Bundle(walk.files(), data(function, written)));
        }
        if (!problems.isEmpty()) {
            throw new ManifestException(problems.stream().distinct().toList());
        }
        return new ProjectBundle(functions, bundles, sources);
    }

    private List<Path> roots(FunctionManifest function, List<Path> shared) {
        List<Path> roots = new ArrayList<>();
        if (function.directory() != null) {
            roots.add(function.directory());
        }
        roots.addAll(shared);
        for (String path : function.permissions().read()) {
            roots.add(project.resolve(path).normalize());
        }
        return roots;
    }

    /** Of the paths that are written to, those that this function may touch. */
    private List<String> data(FunctionManifest function, Collection<Path> written) {
        Set<String> data = new TreeSet<>();
        List<String> touched = new ArrayList<>(function.permissions().read());
        touched.addAll(function.permissions().write());
        for (String path : touched) {
            Path own = project.resolve(path).normalize();
            for (Path one : written) {
                if (own.startsWith(one)) {
                    data.add(BundleWalk.shown(project, own));
                } else if (one.startsWith(own)) {
                    data.add(BundleWalk.shown(project, one));
                }
            }
        }
        return outermost(data);
    }

    /** Without those that are inside another one. */
    private static List<String> outermost(Set<String> paths) {
        List<String> outermost = new ArrayList<>();
        for (String path : paths) {
            boolean inside = paths.stream().anyMatch(other -> path.startsWith(other + "/"));
            if (!inside && !path.isEmpty()) {
                outermost.add(path);
            }
        }
        return outermost;
    }
}
