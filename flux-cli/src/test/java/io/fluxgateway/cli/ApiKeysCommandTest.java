package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.cli.CommandLineFixture.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiKeysCommandTest {
    private CommandLineFixture flux;

    @BeforeEach
    void project(@TempDir Path folder) {
        flux = new CommandLineFixture(folder);
    }

    @Test
    void createPrintsTheKeyAndNothingElse() {
        Result result = flux.onProject("api-keys", "create", "--name", "production-server");

        assertThat(result.code()).isZero();
        assertThat(result.out()).matches("flx_live_[0-9A-Za-z]{36}\\R");
        assertThat(ApiKeySecret.isWellFormed(result.out().strip())).isTrue();
        assertThat(result.err()).isEmpty();
    }

    @Test
    void listShowsNamesAndBeginningsOldestFirst() {
        String first = flux.onProject("api-keys", "create", "--name", "production-server")
                .out();
        flux.onProject("api-keys", "create", "--name", "ci");

        Result list = flux.onProject("api-keys", "list");

        assertThat(list.code()).isZero();
        assertThat(list.outLines()).hasSize(2);
        assertThat(list.outLines().get(0))
                .isEqualTo("  production-server   " + first.substring(0, 13) + "...   created just now");
        assertThat(list.outLines().get(1)).startsWith("  ci                  flx_live_");
        assertThat(list.out()).doesNotContain(first.strip());
    }

    @Test
    void anEmptyListSaysOnStandardErrorHowToMakeAKey() {
        Result list = flux.onProject("api-keys", "list");

        assertThat(list.code()).isZero();
        assertThat(list.out()).isEmpty();
        assertThat(list.err()).contains("flux api-keys create --name");
    }

    @Test
    void aNameThatIsTakenIsOneClearLine() {
        flux.onProject("api-keys", "create", "--name", "ci");

        Result again = flux.onProject("api-keys", "create", "--name", "ci");

        assertThat(again.code()).isEqualTo(1);
        assertThat(again.out()).isEmpty();
        assertThat(again.errLines())
                .singleElement()
                .isEqualTo("flux: project \"bakery\" already has a key named \"ci\"");
    }

    @Test
    void aRevokedKeyIsGoneFromTheListAndItsNameIsFree() {
        flux.onProject("api-keys", "create", "--name", "ci");

        assertThat(flux.onProject("api-keys", "revoke", "ci").code()).isZero();

        assertThat(flux.onProject("api-keys", "list").out()).isEmpty();
        assertThat(flux.onProject("api-keys", "create", "--name", "ci").code()).isZero();
    }

    @Test
    void revokingAnUnknownKeyNamesThoseThereAre() {
        flux.onProject("api-keys", "create", "--name", "ci");

        Result revoke = flux.onProject("api-keys", "revoke", "c1");

        assertThat(revoke.code()).isEqualTo(1);
        assertThat(revoke.errLines()).singleElement().isEqualTo("flux: no key named \"c1\" (expected one of ci)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "has space", "-leading", "ümlaut", "a/b"})
    void aBadNameIsWrongUsage(String name) {
        Result result = flux.onProject("api-keys", "create", "--name", name);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("\"" + name + "\"", "expected: 1 to 64 characters");
    }

    @Test
    void aMissingNameIsWrongUsage() {
        Result result = flux.onProject("api-keys", "create");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--name", "flux api-keys create --help");
    }

    @Test
    void aFolderWithoutFunctionsIsRefusedAndLeftAlone(@TempDir Path empty) {
        Result result = CommandLineFixture.run("api-keys", "create", "--name", "ci", "--dir", empty.toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errLines()).singleElement().asString().startsWith("flux: no functions in ");
        assertThat(empty).isEmptyDirectory();
    }
}
