package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProjectTest {
    @TempDir
    Path folder;

    @Test
    void theNearestFolderUpwardsWithFunctionsIsTheProject() throws Exception {
        Path project = Files.createDirectories(folder.resolve("outer/functions/x/functions"))
                .getParent();
        Path deep = Files.createDirectories(project.resolve("a/b"));

        assertThat(Project.upwardsFrom(deep).folder()).isEqualTo(project.toRealPath());
        assertThat(Project.upwardsFrom(deep).name()).isEqualTo("x");
    }

    @Test
    void aFolderThatIsNamedIsNotLookedForUpwards() throws IOException {
        Files.createDirectories(folder.resolve("functions"));
        Path below = Files.createDirectories(folder.resolve("below"));

        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> Project.at(below))
                .withMessageContaining("below");
    }

    @Test
    void aFolderThatIsNotThereIsSaid() {
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> Project.at(folder.resolve("nowhere")))
                .withMessage("no such folder: " + folder.resolve("nowhere"));
    }

    @Test
    void aFileIsNoProject() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> Project.at(file))
                .withMessage("not a folder: " + file);
    }

    @Test
    void aLinkedFolderIsOneProjectUnderBothNames() throws Exception {
        Path real = Files.createDirectories(folder.resolve("real/functions")).getParent();
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        assertThat(Project.at(link)).isEqualTo(Project.at(real));
    }
}
