package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A project folder, made in a test. */
final class TestProject {
    private final Path folder;

    TestProject(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** A {@code deno} function: its {@code flux.json}, and its module if there is one. */
    TestProject function(String name, String fluxJson, String module) {
        write("functions/" + name + "/flux.json", fluxJson);
        write("functions/" + name + "/index.ts", module);
        return this;
    }

    TestProject write(String file, String text) {
        Path path = folder.resolve(file);
        try {
            Files.createDirectories(path.getParent());
            // Moved into place whole, as editors do.
            Path temporary = Files.writeString(path.resolveSibling("." + path.getFileName() + ".tmp"), text);
            Files.move(temporary, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** One folder is one project so far, so another project's key is made by hand. */
    void moveKeyToAnotherProject(String name) throws SQLException {
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(".flux/flux.db"));
                PreparedStatement update =
                        store.prepareStatement("UPDATE api_key SET project = 'another' WHERE name = ?")) {
            update.setString(1, name);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }
}
