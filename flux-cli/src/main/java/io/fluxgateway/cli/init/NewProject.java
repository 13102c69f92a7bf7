package io.fluxgateway.cli.init;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a new project. */
public final class NewProject {
    /** By where they go; the names of the templates are none that build tools leave out. */
    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
            ".gitignore", "gitignore",
            "README.md", "README.md",
            "functions/hello/flux.json", "flux.json",
            "functions/hello/index.ts", "index.ts"));

    private NewProject() {}

    /**
     * What is in the way of a new project in a folder.
     *
     * @return empty if nothing is, else the name of a file or folder in it
     * @throws NotDirectoryException if the folder itself is a file
     */
    public static String inTheWay(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return "";
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(path -> path.getFileName().toString())
                    .sorted()
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * Writes the files, all or none. Never over one that is there.
     *
     * @return what was written, relative to the folder
     */
    public static List<String> write(Path folder, String name) throws IOException {
        Deque<Path> made = new ArrayDeque<>();
        try {
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                Path path = folder.resolve(file.getKey());
                makeFolders(path.getParent(), made);
                String text = template(file.getValue()).replace("${project}", name);
                Files.writeString(path, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                made.push(path);
            }
        } catch (IOException e) {
            for (Path path : made) {
                Files.deleteIfExists(path);
            }
            throw e;
        }
        return List.copyOf(FILES.keySet());
    }

    private static void makeFolders(@Nullable Path folder, Deque<Path> made) throws IOException {
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        makeFolders(folder.getParent(), made);
        Files.createDirectory(folder);
        made.push(folder);
    }

    private static String template(String name) throws IOException {
        try (InputStream template = NewProject.class.getResourceAsStream("template/" + name)) {
            if (template == null) {
                throw new FileNotFoundException(name + " is missing in the jar");
            }
            return new String(template.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
