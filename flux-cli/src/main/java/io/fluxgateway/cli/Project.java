package io.fluxgateway.cli;

import io.fluxgateway.jdbc.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A project on disk.
 *
 * @param folder absolute, without links
 */
record Project(Path folder) {
    static final String FUNCTIONS = "functions";
    private static final String STATE = ".flux";

    /** The project in that folder. */
    static Project at(Path folder) throws CommandFailedException {
        Project project = new Project(real(folder));
        if (!Files.isDirectory(project.folder.resolve(FUNCTIONS))) {
            throw new CommandFailedException(
                    "no functions in " + project.folder + " (expected a folder with " + FUNCTIONS + "/)");
        }
        return project;
    }

    /** The project around that folder. */
    static Project upwardsFrom(Path start) throws CommandFailedException {
        for (Path folder = real(start); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(FUNCTIONS))) {
                return new Project(folder);
            }
        }
        throw new CommandFailedException("no functions in " + real(start) + " or any folder above it (expected "
                + FUNCTIONS + "/; --dir names another project)");
    }

    /** The name of its folder. */
    String name() {
        Path name = folder.getFileName();
        return name == null ? "project" : name.toString();
    }

    Path stateFolder() {
        return folder.resolve(STATE);
    }

    SqliteStore openStore() {
        return SqliteStore.open(stateFolder());
    }

    private static Path real(Path folder) throws CommandFailedException {
        try {
            Path real = folder.toRealPath();
            if (Files.isDirectory(real)) {
                return real;
            }
        } catch (IOException e) {
            throw new CommandFailedException("no such folder: " + folder);
        }
        throw new CommandFailedException("not a folder: " + folder);
    }
}
