package io.fluxgateway.function;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;

/**
 * The versions of the functions of one project: digests of all that a function runs from, as {@link FunctionFiles} says.
 * Paths that functions write to don't count, or a function would replace itself with each write.
 */
final class FunctionVersions {
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
        TreeHash hash = new TreeHash(project, FunctionFiles.written(project, functions));
        for (Path path : FunctionFiles.shared(project)) {
            hash.addTree(path);
        }
        return new FunctionVersions(project, hash.finish());
    }

    /**
     * The version of a function with a folder.
     *
     * @param json its {@code flux.json} as it was read: the file may be another by now
     * @throws IOException if there is too much to look at, for the user to read
     */
    String of(FunctionManifest function, byte[] json) throws IOException {
        TreeHash hash = new TreeHash(project, FunctionFiles.written(project, function));
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
        hash.add(function.retry().toString());
        hash.add(String.valueOf(function.url())).add(function.timeout().toString());
        hash.add(String.valueOf(function.maxBody()));
        hash.add(function.entry()).add(function.env().toString());
        hash.add(function.permissions().toString()).add(String.valueOf(function.directory()));
        return hash.finish();
    }
}
