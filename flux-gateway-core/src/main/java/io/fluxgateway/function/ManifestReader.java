package io.fluxgateway.function;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code flux.json}: one in each function's folder, or one with a {@code functions} array. Finds all mistakes rather
 * than the first. Immutable.
 */
public final class ManifestReader {
    private static final List<String> FIELDS = List.of("functions");

    private final List<String> runtimes;

    /** A reader that knows the runtimes {@code deno}, {@code http}, {@code java} and {@code host}. */
    public ManifestReader() {
        this(List.of(FieldRules.DENO, HttpRuntime.NAME, JavaRuntime.NAME, HostRuntime.NAME));
    }

    /**
     * A reader that knows these runtimes.
     *
     * @param runtimes names, in the order in which messages list them
     * @throws IllegalArgumentException if a name is none
     */
    public ManifestReader(Collection<String> runtimes) {
        this.runtimes = List.copyOf(new LinkedHashSet<>(runtimes));
        this.runtimes.forEach(FieldRules::runtime);
    }

    /**
     * Reads {@code functions/<folder>/flux.json} of a project, in the order of the folders' names.
     *
     * <p>Folders that begin with {@code .} or {@code _} are passed over, as are those with nothing in them (but hidden
     * files and {@code node_modules}). Any other folder without a {@code flux.json} is a mistake: it would be a function
     * that silently isn't there.
     *
     * @throws ManifestException with all that is wrong; also if there is no function at all
     */
    public List<FunctionManifest> readProject(Path projectFolder) throws ManifestException {
        return new ProjectReader(projectFolder, runtimes).read();
    }

    /**
     * Reads one file with a {@code functions} array. A {@code deno} function cannot be declared there, as it has no folder
     * of its own.
     *
     * @throws ManifestException with all that is wrong
     */
    public List<FunctionManifest> readFile(Path file) throws ManifestException {
        ProblemSink sink = new ProblemSink(Quoted.path(file.toString()), new ArrayList<>());
        return functions(ManifestFile.read(file, sink), sink);
    }

    /**
     * As {@link #readFile}, from the class path.
     *
     * @param name as for {@link ClassLoader#getResource}; a leading {@code /} is passed over
     * @throws ManifestException with all that is wrong
     */
    public List<FunctionManifest> readResource(ClassLoader loader, String name) throws ManifestException {
        String path = name.startsWith("/") ? name.substring(1) : name;
        ProblemSink sink = new ProblemSink("classpath:" + Quoted.path(path), new ArrayList<>());
        byte[] bytes = null;
        try (InputStream in = loader.getResourceAsStream(path)) {
            if (in == null) {
                sink.add(ManifestFile.NO_SUCH_FILE);
            } else {
                bytes = ManifestFile.read(in, sink);
            }
        } catch (IOException e) {
            sink.add(ManifestFile.reason(e));
        }
        return functions(bytes, sink);
    }

    /**
     * As {@link #readFile}, from text.
     *
     * @param file the name for messages
     * @throws ManifestException with all that is wrong
     */
    public List<FunctionManifest> readText(String file, String json) throws ManifestException {
        return functions(json.getBytes(StandardCharsets.UTF_8), new ProblemSink(file, new ArrayList<>()));
    }

    private List<FunctionManifest> functions(byte @Nullable [] utf8, ProblemSink sink) throws ManifestException {
        Json json = utf8 == null ? null : JsonReader.read(utf8, sink);
        List<Declaration> declarations = json == null ? List.of() : declarations(json, sink);
        sink.problems().addAll(FunctionConflicts.between(declarations));
        sink.throwIfAny();
        return declarations.stream()
                .flatMap(declaration -> Stream.ofNullable(declaration.function()))
                .map(function -> function.withVersion(FunctionVersions.ofFields(function)))
                .toList();
    }

    private List<Declaration> declarations(Json json, ProblemSink sink) {
        List<Declaration> declarations = new ArrayList<>();
        if (!(json instanceof Json.Members object)) {
            sink.at(json.line(), json.shown() + " (expected an object)");
            return declarations;
        }
        ObjectFields fields = new ObjectFields(object, "", sink);
        fields.refuseUnknown(FIELDS);
        Json.Member functions = object.byName().get("functions");
        if (functions != null
                && functions.value() instanceof Json.Items items
                && !items.values().isEmpty()) {
            for (Json item : items.values()) {
                Declaration declaration = FunctionReader.read(item, sink, runtimes, null);
                if (declaration != null) {
                    declarations.add(declaration);
                }
            }
        } else {
            String found = functions == null ? "missing" : functions.value().shown();
            sink.at(fields.line("functions"), "functions " + found + " (expected a list of functions)");
        }
        return declarations;
    }
}
