package io.fluxgateway.function;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the functions of one project folder, once. */
final class ProjectReader {
    /** Most entries looked at in {@code functions/}. */
    static final int MAX_FUNCTIONS = 10_000;

    private static final String FUNCTIONS = "functions";
    private static final String MANIFEST = "flux.json";

    private final Path given;
    private final Collection<String> runtimes;
    private final List<ManifestProblem> problems = new ArrayList<>();
    private final List<Declaration> declarations = new ArrayList<>();
    private final List<Loaded> loaded = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
    private record Loaded(FunctionManifest function, byte[] json) {}

    ProjectReader(Path given, Collection<String> runtimes) {
        this.given = given.toAbsolutePath().normalize();
        this.runtimes = runtimes;
    }

    /**
     * The functions, with their versions.
     *
     * @throws ManifestException with all that is wrong
     */
    List<FunctionManifest> read() throws ManifestException {
        Path project = existing(given);
        if (project != null) {
            int before = problems.size();
            boolean some = false;
            for (Path folder : folders(project)) {
                some |= read(project, folder);
            }
            if (!some && problems.size() == before) {
                refuse("no functions in " + shown(given) + ": expected functions/<name>/flux.json");
            }
        }
        problems.addAll(FunctionConflicts.between(declarations));
        List<FunctionManifest> functions = project == null || !problems.isEmpty() ? List.of() : withVersions(project);
        new ProblemSink("", problems).throwIfAny();
        return functions;
    }

    private @Nullable Path existing(Path directory) {
        try {
            Path real = directory.toRealPath();
            if (Files.isDirectory(real)) {
                return real;
            }
            refuse("not a folder: " + shown(given));
        } catch (NoSuchFileException e) {
            refuse("no such folder: " + shown(given));
        } catch (IOException e) {
            refuse(shown(given) + ": " + ManifestFile.reason(e));
        }
        return null;
    }

    private List<Path> folders(Path project) {
        Path functions = project.resolve(FUNCTIONS);
        if (!Files.exists(functions, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        ProblemSink sink = new ProblemSink(FUNCTIONS, problems);
        if (leadsOut(project, functions, sink)) {
            return List.of();
        }
        if (!Files.isDirectory(functions)) {
            sink.add("not a folder");
            return List.of();
        }
        try (Stream<Path> entries = Files.list(functions)) {
            List<Path> found = entries.limit(MAX_FUNCTIONS + 1L).sorted().toList();
            if (found.size() > MAX_FUNCTIONS) {
                sink.add("too many folders (expected at most " + MAX_FUNCTIONS + ")");
                return List.of();
            }
            return found.stream().filter(ProjectReader::isFunctionFolder).toList();
        } catch (IOException e) {
            sink.add(ManifestFile.reason(e));
            return List.of();
        }
    }

    private static boolean isFunctionFolder(Path folder) {
        String name = folder.getFileName().toString();
        return !name.startsWith(".") && !name.startsWith("_") && Files.isDirectory(folder);
    }

    /** Reads the function in that folder; false if there is nothing in it. */
    private boolean read(Path project, Path folder) {
        String shownFolder = FUNCTIONS + "/" + Quoted.path(folder.getFileName().toString());
        ProblemSink sink = new ProblemSink(shownFolder + "/" + MANIFEST, problems);
        Path file = folder.resolve(MANIFEST);
        try {
            Files.readAttributes(file, "size", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return !isEmpty(folder, new ProblemSink(shownFolder, problems));
        } catch (IOException e) {
            sink.add(ManifestFile.reason(e));
            return true;
        }
        byte[] bytes = leadsOut(project, file, sink) ? null : ManifestFile.read(file, sink);
        Json json = bytes == null ? null : JsonReader.read(bytes, sink);
        if (bytes != null && json != null) {
            Declaration declaration =
                    FunctionReader.read(json, sink, runtimes, new FunctionFolder(folder, shownFolder));
            if (declaration != null) {
                declarations.add(declaration);
                if (declaration.function() != null) {
                    loaded.add(new Loaded(declaration.function(), bytes));
                }
            }
        }
        return true;
    }

    private static boolean isEmpty(Path folder, ProblemSink sink) {
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.noneMatch(FunctionFiles::isPart)) {
                return true;
            }
            sink.add(
                    "no flux.json (expected in each folder of functions/; one of shared code is named with \"_\" first)");
        } catch (IOException e) {
            sink.add(ManifestFile.reason(e));
        }
        return false;
    }

    private static boolean leadsOut(Path project, Path file, ProblemSink sink) {
        try {
            if (file.toRealPath().startsWith(project)) {
                return false;
            }
            sink.add("a symbolic link that leads out of the project (expected a place inside it)");
        } catch (IOException e) {
            sink.add(ManifestFile.reason(e));
        }
        return true;
    }

    private List<FunctionManifest> withVersions(Path project) {
        List<FunctionManifest> functions = loaded.stream().map(Loaded::function).toList();
        List<FunctionManifest> versioned = new ArrayList<>();
        String shown = FUNCTIONS;
        try {
            FunctionVersions versions = FunctionVersions.of(project, functions);
            for (Loaded each : loaded) {
                FunctionManifest function = each.function();
                shown = function.source().file();
                versioned.add(function.withVersion(versions.of(function, each.json())));
            }
        } catch (IOException e) {
            new ProblemSink(shown, problems).add(String.valueOf(e.getMessage()));
        }
        return versioned;
    }

    private void refuse(String message) {
        problems.add(new ManifestProblem("", 0, message));
    }

    private static String shown(Path path) {
        return Quoted.path(path.toString());
    }
}
