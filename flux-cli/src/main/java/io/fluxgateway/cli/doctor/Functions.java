package io.fluxgateway.cli.doctor;

import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.deno.DenoFinder;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.function.ManifestReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a project is made of, and what it is run with. */
public final class Functions {
    private static final String DENO = "deno";

    private Functions() {}

    /** Whether all {@code flux.json} files can be read. */
    public static Finding manifests(ProjectFolder project) {
        try {
            int count = new ManifestReader().readProject(project.path()).size();
            return Finding.ok("functions", count + (count == 1 ? " function in " : " functions in ") + project.path());
        } catch (ManifestException e) {
            int count = e.problems().size();
            return Finding.failed(
                    "functions",
                    (count == 1 ? "" : count + " mistakes, the first: ")
                            + e.problems().get(0),
                    count == 1 ? "" : "see all: flux routes");
        }
    }

    /**
     * Whether there is a Deno, or will be.
     *
     * @param explicit the one that was named, or null to look for it
     */
    public static Finding deno(Path project, @Nullable Path explicit, Map<String, String> environment) {
        DenoFinder.Installed found;
        try {
            found = DenoFinder.look(project, explicit);
        } catch (DenoNotFoundException e) {
            return Finding.failed(DENO, String.valueOf(e.getMessage()), "name one of Deno 2 or newer, or none");
        }
        if (found != null) {
            return Finding.ok(DENO, "Deno " + found.version() + " at " + found.executable());
        }
        Path npm = onPath("npm", environment);
        if (npm != null) {
            return Finding.ok(DENO, "not there yet; " + npm + " will install it when it is needed");
        }
        String mend = "install Deno 2 or newer, or npm, which brings it";
        String message = "neither Deno nor npm is there";
        return isNeeded(project)
                ? Finding.failed(DENO, message, mend)
                : Finding.warning(DENO, message + ", and no function needs it so far", mend);
    }

    private static boolean isNeeded(Path project) {
        try {
            for (FunctionManifest function : new ManifestReader().readProject(project)) {
                if (function.runtime().equals(DENO)) {
                    return true;
                }
            }
            return false;
        } catch (ManifestException e) {
            return true; // who knows
        }
    }

    private static @Nullable Path onPath(String program, Map<String, String> environment) {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path candidate = folder.isEmpty() ? null : Path.of(folder, program);
            if (candidate != null && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
