package io.fluxgateway.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFolderTest {
    @TempDir
    Path temporary;

    private Path shop;

    @BeforeEach
    void makeProject() throws Exception {
        shop = temporary.toRealPath().resolve("shop");
        Files.createDirectories(shop.resolve("functions/a"));
    }

    @Test
    void its_name_is_that_of_the_real_folder_however_it_is_reached() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), shop);

        assertThat(ProjectFolder.of(link).name()).isEqualTo("shop");
        assertThat(ProjectFolder.of(shop.resolve("functions/..")).name()).isEqualTo("shop");
        assertThat(ProjectFolder.of(link).stateFolder()).isEqualTo(shop.resolve(".flux"));
    }

    @Test
    void the_nearest_folder_with_functions_is_found_from_below() throws Exception {
        assertThat(ProjectFolder.nearest(shop.resolve("functions/a")).path()).isEqualTo(shop);
        assertThat(ProjectFolder.nearest(shop).path()).isEqualTo(shop);
    }

    @Test
    void a_project_in_a_project_is_the_nearer_one() throws Exception {
        Path inner = Files.createDirectories(shop.resolve("inner/functions")).getParent();

        assertThat(ProjectFolder.nearest(inner).path()).isEqualTo(inner);
    }

    @Test
    void a_file_called_functions_makes_no_project() throws Exception {
        Path other = Files.createDirectory(shop.resolve("other"));
        Files.createFile(other.resolve("functions"));

        assertThat(ProjectFolder.nearest(other).path()).isEqualTo(shop);
        assertThatThrownBy(() -> ProjectFolder.of(other).withKeys())
                .isInstanceOf(NoProjectException.class)
                .hasMessageContaining("neither functions/ nor .flux/");
    }

    @Test
    void the_root_of_the_file_system_has_a_name_too() throws Exception {
        assertThat(ProjectFolder.of(Path.of("/")).name()).isNotBlank();
    }

    @Test
    void a_folder_in_which_an_application_keeps_its_keys_is_a_project_if_it_is_named() throws Exception {
        Path app = Files.createDirectories(temporary.resolve("app"));
        assertThatThrownBy(() -> ProjectFolder.of(app).withKeys()).hasMessageEndingWith("nor .flux/");
        Files.createDirectory(app.resolve(".flux"));

        assertThat(ProjectFolder.of(app).withKeys().name()).isEqualTo("app");
        assertThatThrownBy(() -> ProjectFolder.nearest(app)).isInstanceOf(NoProjectException.class);
    }
}
