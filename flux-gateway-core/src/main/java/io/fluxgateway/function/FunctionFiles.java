package io.fluxgateway.function;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the functions of a project run from: each from its own folder, and from what any of them may import, which is
 * {@code functions/_*}, files directly in {@code functions/} and a few files in the project folder. Hidden files and
 * {@code node_modules} are never a part of it, nor are the paths that functions write to.
 */
public final class FunctionFiles {
    private static final List<String> PROJECT_FILES =
            List.of("deno.json", "deno.jsonc", "import_map.json", "deno.lock", "package.json");

    private static final Set<String> SKIPPED_NAMES = Set.of("node_modules");

    private FunctionFiles() {}

    /**
     * Files and folders that any function of the project may import, in an order that is always the same. Some of them
     * may not exist.
     *
     * @param project real path of the project
     */
    public static List<Path> shared(Path project) throws IOException {
        List<Path> shared = new ArrayList<>();
        for (String name : PROJECT_FILES) {
            shared.add(project.resolve(name));
        }
        try (Stream<Path> entries = Files.list(project.resolve("functions"))) {
            entries.filter(FunctionFiles::isShared).sorted().forEach(shared::add);
        }
        return shared;
    }

    private static boolean isShared(Path path) {
        return isPart(path) && (path.getFileName().toString().startsWith("_") || !Files.isDirectory(path));
    }

    /** Whether a file or folder of that name counts at all. */
    public static boolean isPart(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".") && !SKIPPED_NAMES.contains(name);
    }

    /** The paths that one of these functions writes to. */
    public static Set<Path> written(Path project, Collection<FunctionManifest> functions) {
        Set<Path> written = new HashSet<>();
        functions.forEach(function -> written.addAll(written(project, function)));
        return written;
    }

    /** A path above the function's own folder is no reason to overlook what changes in it: only paths below are. */
    static Set<Path> written(Path project, FunctionManifest function) {
        Set<Path> written = new HashSet<>();
        for (String path : function.permissions().write()) {
            written.add(project.resolve(path).normalize());
        }
        written.remove(function.directory());
        return written;
    }
}
