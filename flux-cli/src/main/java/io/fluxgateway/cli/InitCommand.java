package io.fluxgateway.cli;

import io.fluxgateway.cli.init.NewProject;
import io.fluxgateway.cli.project.ProjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flux init}. */
@Command(
        name = "init",
        description =
                "Make a new project with one function, which flux dev serves at once. Nothing that is there is overwritten.",
        footer = {"  flux init shop", "  mkdir shop && cd shop && flux init"})
final class InitCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder of the project, which is called like it. It must be empty, or not be there yet."
                    + " Default: this folder.")
    private @Nullable Path dir;

    @Override
    public Integer call() throws Exception {
        try {
            Path folder = folder();
            String name = name(folder);
            String inTheWay = NewProject.inTheWay(folder);
            if (!inTheWay.isEmpty()) {
                throw new CommandFailedException(
                        "not empty: " + folder + " has " + inTheWay + " in it; name an empty folder, or a new one");
            }
            out("created " + name);
            NewProject.write(folder, name).forEach(file -> out("  " + file));
        } catch (NotDirectoryException e) {
            throw new CommandFailedException("not a folder: " + e.getMessage());
        } catch (IOException e) {
            throw new CommandFailedException("the project cannot be written: " + e);
        }
        out("next: flux dev" + (dir == null ? "" : " " + dir));
        return 0;
    }

    private Path folder() throws IOException {
        Path here = surroundings().folder();
        Path named = (dir == null ? here : here.resolve(dir)).toAbsolutePath().normalize();
        return Files.exists(named) ? named.toRealPath() : named; // what all other commands go by
    }

    private String name(Path folder) {
        try {
            return ProjectName.checked(Objects.toString(folder.getFileName(), ""));
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage() + "; a project is called like its folder");
        }
    }
}
