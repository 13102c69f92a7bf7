package io.fluxgateway.cli.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Makes projects for tests. */
public final class Projects {
    private Projects() {}

    /** The shop sample in a folder of its own. */
    public static Path shop(Path parent) {
        Path source = Path.of("..", "samples", "shop").toAbsolutePath().normalize();
        Path copy = parent.resolve("shop");
        try (Stream<Path> paths = Files.walk(source)) {
            List<Path> files = paths.filter(Files::isRegularFile)
                    .map(source::relativize)
                    .filter(path -> !path.startsWith("data") && !path.startsWith(".flux"))
                    .toList();
            for (Path file : files) {
                write(copy.resolve(file), Files.readString(source.resolve(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    /** Writes a function that Deno runs. */
    public static Path function(Path project, String name, String fields, String module) {
        Path folder = project.resolve("functions").resolve(name);
        write(folder.resolve("index.ts"), module);
        write(folder.resolve("flux.json"), "{\"name\": \"" + name + "\"" + fields + "}\n");
        return folder;
    }

    /** Writes a function that another server runs, so that no Deno is needed. */
    public static Path httpFunction(Path project, String name) {
        Path folder = project.resolve("functions").resolve(name);
        write(folder.resolve("flux.json"), manifest(name, ""));
        return folder;
    }

    /** The manifest of such a function, with more fields. */
    public static String manifest(String name, String fields) {
        return "{\"name\": \"" + name + "\", \"runtime\": \"http\", \"url\": \"http://127.0.0.1:9/\"" + fields + "}\n";
    }

    public static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            // Moved into place whole, as editors do.
            Path temporary = Files.writeString(file.resolveSibling("." + file.getFileName() + ".tmp"), text);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
