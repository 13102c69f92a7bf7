package io.fluxgateway.function;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A project on disk, written by a test. */
record ProjectFolder(Path path) {
    /** Writes a file, with the folders it is in. */
    ProjectFolder with(String file, String... lines) throws IOException {
        Path target = path.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, String.join("\n", lines));
        return this;
    }

    /** Writes {@code functions/<folder>/flux.json} and its {@code index.ts}. */
    ProjectFolder withFunction(String folder, String... json) throws IOException {
        with("functions/" + folder + "/index.ts", "export default () => 1");
        return with("functions/" + folder + "/flux.json", json);
    }

    List<FunctionManifest> read() throws ManifestException {
        return new ManifestReader().readProject(path);
    }

    /** All problems as the user sees them; empty if there are none. */
    List<String> problems() {
        try {
            read();
            return List.of();
        } catch (ManifestException e) {
            return e.problems().stream().map(ManifestProblem::toString).toList();
        }
    }
}
