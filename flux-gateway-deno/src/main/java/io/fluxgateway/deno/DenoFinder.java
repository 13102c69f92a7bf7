package io.fluxgateway.deno;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Deno to run functions with: the one named, or {@code FLUX_DENO}; else {@code node_modules/.bin/deno} upwards
 * from the project; else the one on the {@code PATH}; else one that npm installs into a cache of the user's. One that was
 * named is used or refused, never replaced.
 */
public final class DenoFinder {
    /** Names a Deno in the environment. */
    public static final String VARIABLE = "FLUX_DENO";

    private static final int LEAST_MAJOR = 2;
    private static final long ANSWER_SECONDS = 20;
    private static final int MOST_ANSWER = 4_000;
    private static final String QUESTION = "console.log('deno=' + Deno.version.deno + ' at=' + Deno.execPath())";
    private static final Pattern ANSWER = Pattern.compile("(?m)^deno=((\\d+)\\.\\S+) at=(.+)$");

    private final Map<String, String> environment;
    private final DenoInstaller installer;
    private final List<String> tried = new ArrayList<>();

    DenoFinder(Map<String, String> environment, DenoInstaller installer) {
        this.environment = environment;
        this.installer = installer;
    }

    /**
     * Finds a Deno, or installs one. Blocks.
     *
     * @param project  folder from which {@code node_modules} is looked for upwards
     * @param explicit the Deno to use, or null to look for one
     * @param progress told in a line what takes long
     * @return an executable of Deno 2 or newer
     * @throws DenoNotFoundException if there is none to be had; the message says what was tried
     */
    public static Path find(Path project, @Nullable Path explicit, Consumer<String> progress)
            throws DenoNotFoundException {
        Map<String, String> environment = System.getenv();
        return new DenoFinder(environment, new DenoInstaller(environment, progress)).find(project, explicit);
    }

    /**
     * Finds a Deno as {@link #find} does, but installs none. Blocks.
     *
     * @return null if none was named and none is there
     * @throws DenoNotFoundException if one was named and cannot be used
     */
    public static @Nullable Installed look(Path project, @Nullable Path explicit) throws DenoNotFoundException {
        Map<String, String> environment = System.getenv();
        return new DenoFinder(environment, new DenoInstaller(environment, line -> {})).installed(project, explicit);
    }

    /**
     * A Deno that is there.
     *
     * @param version as it says itself
     */
    public record Installed(Path executable, String version) {}

    @Nullable
    Installed installed(Path project, @Nullable Path explicit) throws DenoNotFoundException {
        Found found = there(project, explicit);
        try {
            Path cached = found == null ? installer.installed() : null;
            found = cached == null ? found : accepted(cached);
        } catch (IOException e) {
            tried.add("npm: " + e.getMessage());
        }
        return found == null || found.deno() == null ? null : new Installed(found.deno(), found.version());
    }

    Path find(Path project, @Nullable Path explicit) throws DenoNotFoundException {
        Found found = there(project, explicit);
        return found == null || found.deno() == null ? install() : found.deno();
    }

    private @Nullable Found there(Path project, @Nullable Path explicit) throws DenoNotFoundException {
        String variable = environment.getOrDefault(VARIABLE, "");
        if (explicit != null || !variable.isEmpty()) {
            Path path = explicit != null ? explicit : Path.of(variable);
            Found named = ask(path);
            if (named.deno() == null) {
                throw new DenoNotFoundException(
                        (explicit != null ? "--deno " : VARIABLE + "=") + path + ": " + named.problem());
            }
            return named;
        }
        Found found = inNodeModules(project);
        return found == null ? onPath() : found;
    }

    private @Nullable Found inNodeModules(Path project) {
        Path start = project.toAbsolutePath().normalize();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("node_modules").resolve(".bin").resolve("deno");
            Found found = Files.exists(candidate) ? accepted(candidate) : null;
            if (found != null) {
                return found;
            }
        }
        tried.add("node_modules/.bin/deno in " + start + " and above: not there");
        return null;
    }

    private @Nullable Found onPath() {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path candidate = folder.isEmpty() ? null : Path.of(folder, "deno");
            Found found = candidate != null && Files.isExecutable(candidate) ? accepted(candidate) : null;
            if (found != null) {
                return found;
            }
        }
        tried.add("PATH: no deno on it");
        return null;
    }

    private Path install() throws DenoNotFoundException {
        try {
            Found found = accepted(installer.install());
            if (found != null && found.deno() != null) {
                return found.deno();
            }
        } catch (IOException e) {
            tried.add("npm: " + e.getMessage());
        }
        throw new DenoNotFoundException("no Deno found. Looked at --deno and " + VARIABLE + ": not set; "
                + String.join("; ", tried) + ". Install Deno 2 or newer, or name one with --deno or " + VARIABLE);
    }

    private @Nullable Found accepted(Path candidate) {
        Found found = ask(candidate);
        if (found.problem() != null) {
            tried.add(candidate + ": " + found.problem());
            return null;
        }
        return found;
    }

    /**
     * Asks an executable what it is. One that npm installed may be a script that starts the real one, which is wanted
     * here: a signal has to reach it.
     */
    private static Found ask(Path deno) {
        if (!Files.exists(deno)) {
            return Found.not("no such file");
        }
        try {
            Process process = new ProcessBuilder(deno.toString(), "eval", "--no-config", "--no-lock", QUESTION)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Found.not("did not answer within " + ANSWER_SECONDS + " s");
            }
            String said = new String(process.getInputStream().readNBytes(MOST_ANSWER), StandardCharsets.UTF_8);
            Matcher answer = ANSWER.matcher(said);
            if (!answer.find()) {
                return Found.not(
                        "is not Deno: it said \"" + said.lines().findFirst().orElse("") + "\"");
            }
            if (Integer.parseInt(answer.group(2)) < LEAST_MAJOR) {
                return Found.not("is Deno " + answer.group(1) + " (expected: " + LEAST_MAJOR + " or newer)");
            }
            return new Found(Path.of(answer.group(3)), answer.group(1), null);
        } catch (IOException e) {
            return Found.not("cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Found.not("interrupted");
        }
    }

    private record Found(
            @Nullable Path deno, String version, @Nullable String problem) {
        static Found not(String problem) {
            return new Found(null, "", problem);
        }
    }
}
