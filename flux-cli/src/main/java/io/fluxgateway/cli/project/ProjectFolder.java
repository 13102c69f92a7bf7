package io.fluxgateway.cli.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The folder of a project. Its name is the project's name, its {@code .flux} keeps the state. Immutable.
 *
 * @param path real path
 */
public record ProjectFolder(Path path) {
    private static final String FUNCTIONS = "functions";
    private static final String STATE = ".flux";

    /**
     * A folder that the user named.
     *
     * @throws NoProjectException if it is none
     */
    public static ProjectFolder of(Path named) throws NoProjectException {
        try {
            Path real = named.toRealPath();
            if (Files.isDirectory(real)) {
                return new ProjectFolder(real);
            }
        } catch (IOException e) {
            throw new NoProjectException("no such folder: " + named, e);
        }
        throw new NoProjectException("not a folder: " + named, null);
    }

    /**
     * The nearest folder with {@code functions/} in it, from here upwards.
     *
     * @throws NoProjectException if there is none
     */
    public static ProjectFolder nearest(Path here) throws NoProjectException {
        Path start = of(here).path();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(FUNCTIONS))) {
                return new ProjectFolder(folder);
            }
        }
        throw new NoProjectException(
                "no project here: neither " + start + " nor a folder above it has functions/", null);
    }

    /** This folder, if functions are in it, or an application that embeds the gateway keeps its keys there. */
    public ProjectFolder withKeys() throws NoProjectException {
        if (!Files.isDirectory(path.resolve(FUNCTIONS)) && !Files.isDirectory(stateFolder())) {
            throw new NoProjectException("no project in " + path + ": it has neither functions/ nor .flux/", null);
        }
        return this;
    }

    /** The project's name. */
    public String name() {
        return Objects.requireNonNullElse(path.getFileName(), path).toString();
    }

    /** Where its keys and settings are kept. */
    public Path stateFolder() {
        return path.resolve(STATE);
    }
}
