package io.fluxgateway.function;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The versions of the functions of one project: digests of all that a function runs from. That is its own folder, and
 * what any function may import: {@code functions/_*}, files directly in {@code functions/} and a few files in the project
 * folder. Paths that functions write to don't count, or a function would replace itself with each write.
 */
final class FunctionVersions {
    private static final List<String> PROJECT_FILES =
            List.of("deno.json", "deno.jsonc", "import_map.json", "deno.lock", "package.json");

    private final Path project;
    private final String shared;

    private FunctionVersions(Path project, String shared) {
        this.project = project;
        this.shared = shared;
    }

    /**
     * Looks at what the functions share.
     *
     * @param project real path of the project
     * @throws IOException if there is too much to look at, for the user to read
     */
    static FunctionVersions of(Path project, Collection<FunctionManifest> functions) throws IOException {
        Set<Path> written = new HashSet<>();
        functions.forEach(function -> written.addAll(written(project, function)));
        TreeHash hash = new TreeHash(project, written);
        for (String name : PROJECT_FILES) {
            hash.addTree(project.resolve(name));
        }
        Path folder = project.resolve("functions");
        List<Path> sharedPaths;
        try (Stream<Path> entries = Files.list(folder)) {
            sharedPaths = entries.filter(FunctionVersions::isShared).sorted().toList();
        }
        for (Path path : sharedPaths) {
            hash.addTree(path);
        }
        return new FunctionVersions(project, hash.finish());
    }

    private static boolean isShared(Path path) {
        return TreeHash.isHashed(path) && (path.getFileName().toString().startsWith("_") || !Files.isDirectory(path));
    }

    /**
     * The version of a function with a folder.
     *
     * @param json its {@code flux.json} as it was read: the file may be another by now
     * @throws IOException if there is too much to look at, for the user to read
     */
    String of(FunctionManifest function, byte[] json) throws IOException {
        TreeHash hash = new TreeHash(project, written(project, function));
        hash.add(shared).add(json);
        if (function.directory() != null) {
            hash.addTree(function.directory());
        }
        return hash.finish();
    }

    /** The version of a function that is nothing but its declaration. */
    static String ofFields(FunctionManifest function) {
        TreeHash hash = new TreeHash(Path.of(""), Set.of());
        hash.add(function.name()).add(function.runtime()).add(function.route().text());
        hash.add(function.method().name()).add(Boolean.toString(function.async()));
        hash.add(String.valueOf(function.url())).add(function.timeout().toString());
        hash.add(function.entry()).add(function.env().toString());
        hash.add(function.permissions().toString()).add(String.valueOf(function.directory()));
        return hash.finish();
    }

    /** A path above the function's own folder is no reason to overlook what changes in it: only paths below are. */
    private static Set<Path> written(Path project, FunctionManifest function) {
        Set<Path> written = new HashSet<>();
        for (String path : function.permissions().write()) {
            written.add(project.resolve(path).normalize());
        }
        written.remove(function.directory());
        return written;
    }
}
