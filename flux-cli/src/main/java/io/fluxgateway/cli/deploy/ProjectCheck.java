package io.fluxgateway.cli.deploy;

import io.fluxgateway.deno.DenoCheck;
import io.fluxgateway.deployment.BundleCache;
import io.fluxgateway.deployment.MissingContentException;
import io.fluxgateway.deployment.ProjectBundle;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.function.ManifestProblem;
import io.fluxgateway.function.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Checks the functions of a project as servers will have them: unpacked from their bundles, away from the project, so that
 * a file that was left behind is missed here and not there.
 */
public final class ProjectCheck {
    private static final int AT_A_TIME = 4;

    private final ProjectBundle project;
    private final DenoCheck deno;

    public ProjectCheck(ProjectBundle project, DenoCheck deno) {
        this.project = project;
        this.deno = deno;
    }

    /**
     * Checks all functions that Deno runs.
     *
     * @throws ManifestException with all that is wrong
     * @throws IOException       if Deno cannot be run, or a file cannot be read
     */
    public void run() throws ManifestException, IOException, InterruptedException {
        Path folder = Files.createTempDirectory("flux-deploy-").toRealPath();
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try (BundleCache cache = new BundleCache(folder.resolve("bundles"), folder.resolve("data"))) {
            List<Future<List<ManifestProblem>>> checks = new ArrayList<>();
            for (FunctionManifest function : project.functions()) {
                if (function.runtime().equals("deno")) {
                    checks.add(threads.submit(() -> check(function, cache)));
                }
            }
            List<ManifestProblem> problems = new ArrayList<>();
            for (Future<List<ManifestProblem>> check : checks) {
                problems.addAll(result(check));
            }
            if (!problems.isEmpty()) {
                throw new ManifestException(problems.stream().distinct().toList());
            }
        } finally {
            threads.shutdownNow();
            delete(folder);
        }
    }

    private List<ManifestProblem> check(FunctionManifest function, BundleCache cache)
            throws IOException, InterruptedException, ManifestException, MissingContentException {
        Path folder = cache.unpack(
                Objects.requireNonNull(project.bundles().get(function.name()), function.name()), project::content);
        for (FunctionManifest unpacked : new ManifestReader().readProject(folder)) {
            if (unpacked.name().equals(function.name())) {
                return deno.check(folder, unpacked);
            }
        }
        throw new IOException(function.source() + " changed while it was deployed; deploy again");
    }

    private static List<ManifestProblem> result(Future<List<ManifestProblem>> check)
            throws IOException, InterruptedException {
        try {
            return check.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ManifestException broken) {
                return broken.problems();
            }
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
