package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationTest {
    @Test
    void the_library_is_unpacked_and_every_short_command_has_run(@TempDir Path folder) throws Exception {
        Preparation.main(new String[] {folder.toString()});

        assertThat(folder.resolve("library"))
                .isDirectoryContaining(file -> file.getFileName().toString().contains("sqlitejdbc"));
        assertThat(FluxCall.in(folder.resolve("project"), "tail", "--last", "1").out())
                .contains("GET /", "11111111");
    }
}
