package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.cli.dev.Projects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiKeysTest extends OneProject {
    @Test
    void create_prints_the_key_and_nothing_else_on_standard_output() {
        FluxCall call = flux("api-keys", "create", "--name", "production-server");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).matches("flx_live_[0-9A-Za-z]{36}\\R");
        assertThat(ApiKeySecret.isWellFormed(call.out().strip())).isTrue();
        assertThat(call.err()).isNotEmpty().doesNotContain(call.out().strip());
    }

    @Test
    void the_key_itself_is_nowhere_in_the_state_folder() throws Exception {
        String key = flux("api-keys", "create", "--name", "a").out().strip();

        try (var files = Files.walk(project.resolve(".flux"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                            .doesNotContain(key.substring(13)));
        }
    }

    @Test
    void list_shows_name_preview_and_age_below_one_another() {
        String first =
                flux("api-keys", "create", "--name", "production-server").out().substring(0, 13);
        String second = flux("api-keys", "create", "--name", "ci").out().substring(0, 13);

        FluxCall list = FluxCall.with(later(Duration.ofDays(2)), "api-keys", "list");

        assertThat(list.exitCode()).isZero();
        assertThat(list.out().lines())
                .containsExactly(
                        "  production-server   " + first + "...   created 2 days ago   never used",
                        "  ci                  " + second + "...   created 2 days ago   never used");
        assertThat(list.err()).isEmpty();
    }

    @Test
    void an_empty_list_says_on_standard_error_how_to_make_a_key() {
        FluxCall list = flux("api-keys", "list");

        assertThat(list.exitCode()).isZero();
        assertThat(list.out()).isEmpty();
        assertThat(list.err()).contains("flux api-keys create --name");
    }

    @Test
    void a_revoked_key_is_not_listed_and_its_name_is_free() {
        flux("api-keys", "create", "--name", "a");

        assertThat(flux("api-keys", "revoke", "a").exitCode()).isZero();

        assertThat(flux("api-keys", "list").out()).isEmpty();
        assertThat(flux("api-keys", "create", "--name", "a").exitCode()).isZero();
    }

    @Test
    void revoking_an_unknown_key_fails_and_names_those_there_are() {
        flux("api-keys", "create", "--name", "production-server");
        flux("api-keys", "create", "--name", "ci");

        FluxCall call = flux("api-keys", "revoke", "production");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err().lines())
                .containsExactly("flux: no API key named \"production\" (there are production-server, ci)");
        assertThat(flux("api-keys", "list").out().lines()).hasSize(2);
    }

    @Test
    void revoking_where_no_key_is_says_so() {
        FluxCall call = flux("api-keys", "revoke", "production");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err().lines()).containsExactly("flux: no API key named \"production\" (there are none)");
    }

    @Test
    void a_name_that_is_taken_fails_in_a_line_and_makes_no_key() {
        flux("api-keys", "create", "--name", "a");

        FluxCall call = flux("api-keys", "create", "--name", "a");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err().lines())
                .singleElement()
                .asString()
                .startsWith("flux: ")
                .contains("\"a\"");
        assertThat(flux("api-keys", "list").out().lines()).hasSize(1);
    }

    @Test
    void a_name_that_no_key_can_have_is_wrong_usage() {
        FluxCall call = flux("api-keys", "create", "--name", "a b");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("flux: key name: \"a b\" (expected:").contains("api-keys create --help");
    }

    @Test
    void create_without_a_name_is_wrong_usage() {
        FluxCall call = flux("api-keys", "create");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).contains("--name").contains("Try 'flux api-keys create --help'.");
    }

    @Test
    void dir_names_the_project_from_anywhere() {
        FluxCall call = FluxCall.in(temporary, "api-keys", "create", "--name", "a", "--dir", "shop");

        assertThat(call.exitCode()).isZero();
        assertThat(flux("api-keys", "list").out()).contains("  a   ");
    }

    @Test
    void the_project_is_the_nearest_folder_upwards_with_functions() {
        flux("api-keys", "create", "--name", "a");

        FluxCall list = FluxCall.in(project.resolve("functions").resolve("a"), "api-keys", "list");

        assertThat(list.out()).contains("  a   ");
    }

    @Test
    void keys_are_not_put_where_no_project_is() throws Exception {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));

        FluxCall here = FluxCall.in(elsewhere, "api-keys", "create", "--name", "a");
        FluxCall named = FluxCall.in(temporary, "api-keys", "create", "--name", "a", "--dir", "elsewhere");
        FluxCall missing = FluxCall.in(temporary, "api-keys", "list", "--dir", "shpo");

        assertThat(here.exitCode()).isEqualTo(1);
        assertThat(here.err().lines()).singleElement().asString().startsWith("flux: no project here: ");
        assertThat(named.exitCode()).isEqualTo(1);
        assertThat(named.err().lines()).singleElement().asString().startsWith("flux: no project in ");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err().lines()).singleElement().asString().matches("flux: no such folder: .*shpo");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void a_state_folder_that_cannot_be_used_fails_in_a_line() {
        Projects.write(project.resolve(".flux"), "a file where the folder should be");

        FluxCall call = flux("api-keys", "list");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err().lines())
                .singleElement()
                .asString()
                .startsWith("flux: ")
                .contains(".flux");
    }

    private Surroundings later(Duration time) {
        return new Surroundings(project, Clock.offset(Clock.systemUTC(), time.plusMinutes(1)), Map.of());
    }
}
