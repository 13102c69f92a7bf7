package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.CommandLineFixture.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProjectCommandTest {
    private CommandLineFixture flux;

    @BeforeEach
    void project(@TempDir Path folder) {
        flux = new CommandLineFixture(folder);
    }

    @Test
    void showTellsTheDefaults() {
        assertThat(flux.onProject("project", "show").outLines())
                .containsExactly(
                        "project  bakery",
                        "plan     free   60 requests a minute, bursts of 120",
                        "origins  none: pages of any origin may GET, none may write");
    }

    @Test
    void updateChangesWhatIsNamedAndLeavesTheRest() {
        flux.onProject("project", "update", "--cors-origin", "https://a.test", "--cors-origin", "https://*.b.test");
        Result update = flux.onProject("project", "update", "--plan", "team");

        assertThat(update.code()).isZero();
        assertThat(flux.onProject("project", "show").outLines())
                .containsExactly(
                        "project  bakery",
                        "plan     team   10000 requests a minute, bursts of 30000",
                        "origins  https://a.test https://*.b.test");
    }

    @Test
    void newOriginsReplaceTheOldOnesAndCanBeTakenBack() {
        flux.onProject("project", "update", "--cors-origin", "https://a.test");
        assertThat(flux.onProject("project", "update", "--cors-origin", "https://b.test")
                        .out())
                .contains("https://b.test")
                .doesNotContain("https://a.test");

        assertThat(flux.onProject("project", "update", "--no-cors-origins").out())
                .contains("origins  none");
    }

    @Test
    void anUnknownPlanIsWrongUsageThatNamesThePlans() {
        Result result = flux.onProject("project", "update", "--plan", "gold");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("plan: \"gold\" (expected one of free, pro, team)");
        assertThat(flux.onProject("project", "show").out()).contains("plan     free");
    }

    @Test
    void aBadOriginIsWrongUsageThatNamesIt() {
        Result result = flux.onProject("project", "update", "--plan", "pro", "--cors-origin", "your-app.com/x");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("your-app.com/x");
        assertThat(flux.onProject("project", "show").out()).contains("plan     free");
    }

    @Test
    void anUpdateOfNothingIsWrongUsage() {
        assertThat(flux.onProject("project", "update").code()).isEqualTo(2);
    }
}
