package io.fluxgateway.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.deno.DenoFinder;
import io.fluxgateway.route.RouteTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotReloadTest {
    @TempDir
    Path project;

    private final Lines out = new Lines();
    private final Lines err = new Lines();
    private final List<RouteTable> served = new ArrayList<>();
    private @Nullable Path deno;
    private Path manifest;
    private HotReload reload;

    @BeforeEach
    void loadProject() throws Exception {
        manifest = Projects.httpFunction(project, "a").resolve("flux.json");
        reload = new HotReload(project, RouteTable.load(project), out, err, table -> {
            if (deno != null) {
                DenoFinder.find(project, deno, err);
            }
            served.add(table);
        });
    }

    @Test
    void nothing_is_said_or_done_while_nothing_changes() {
        assertThat(reload.check()).isTrue();
        assertThat(reload.check()).isTrue();

        assertThat(served).isEmpty();
        assertThat(out.all()).isEmpty();
        assertThat(err.all()).isEmpty();
    }

    @Test
    void each_function_that_was_added_changed_or_removed_is_told_once() throws Exception {
        Projects.httpFunction(project, "b");
        assertThat(reload.check()).isTrue();
        Projects.write(manifest, Projects.manifest("a", ", \"method\": \"GET\", \"route\": \"/aa\""));
        Files.delete(project.resolve("functions/b/flux.json"));
        Files.delete(project.resolve("functions/b"));
        assertThat(reload.check()).isTrue();
        assertThat(reload.check()).isTrue();

        assertThat(out.all())
                .containsExactly("reload  added  b  POST /b", "reload  changed  a  GET /aa", "reload  removed  b");
        assertThat(served).hasSize(2);
        assertThat(served.get(1).routes()).singleElement().hasToString("GET /aa -> a");
    }

    @Test
    void all_mistakes_are_told_once_and_the_old_table_stays() {
        Projects.write(manifest, Projects.manifest("a", ",\n\"method\": \"POTS\",\n\"colour\": 1"));

        assertThat(reload.check()).as("a file may be half written").isFalse();
        assertThat(err.all()).isEmpty();
        assertThat(reload.check()).isTrue();
        assertThat(reload.check()).isTrue();

        assertThat(err.all()).hasSize(3);
        assertThat(err.all().get(0)).startsWith("reload  2 mistakes");
        assertThat(err.all().get(1)).startsWith("functions/a/flux.json:2: method \"POTS\" (expected");
        assertThat(err.all().get(2)).startsWith("functions/a/flux.json:3: ");
        assertThat(served).isEmpty();
    }

    @Test
    void other_mistakes_are_told_again() {
        breakWith("POTS");
        breakWith("GOT");

        assertThat(err.all()).hasSize(4);
        assertThat(err.all().get(3)).contains("\"GOT\"");
    }

    @Test
    void a_file_that_was_mended_is_served() {
        breakWith("POTS");

        Projects.write(manifest, Projects.manifest("a", ", \"method\": \"PUT\""));
        assertThat(reload.check()).isTrue();

        assertThat(out.all()).containsExactly("reload  changed  a  PUT /a");
        assertThat(served).hasSize(1);
        breakWith("POTS");
        assertThat(err.all()).as("the same mistake, made anew").hasSize(4);
    }

    @Test
    void a_change_that_was_taken_back_is_told_too() {
        breakWith("POTS");

        Projects.write(manifest, Projects.manifest("a", ""));
        assertThat(reload.check()).isTrue();

        assertThat(out.all()).containsExactly("reload  all is well again");
        assertThat(served).isEmpty();
    }

    @Test
    void a_half_written_file_is_never_told() {
        Projects.write(manifest, "{\"name\": \"a\", ");
        assertThat(reload.check()).isFalse();
        Projects.write(manifest, Projects.manifest("a", ", \"method\": \"PUT\""));
        assertThat(reload.check()).isTrue();

        assertThat(err.all()).isEmpty();
        assertThat(out.all()).containsExactly("reload  changed  a  PUT /a");
    }

    @Test
    void a_table_that_cannot_be_put_to_use_is_tried_again() {
        deno = project.resolve("no-deno");
        Projects.write(manifest, Projects.manifest("a", ", \"method\": \"PUT\""));
        assertThat(reload.check()).isFalse();
        assertThat(reload.check()).isTrue();
        assertThat(err.all()).hasSize(2).last().asString().contains("no-deno: no such file");

        deno = null;
        assertThat(reload.check()).isTrue();

        assertThat(served).hasSize(1);
    }

    private void breakWith(String method) {
        Projects.write(manifest, Projects.manifest("a", ", \"method\": \"" + method + "\""));
        reload.check();
        reload.check();
    }
}
