package io.fluxgateway.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.route.RouteTable;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenoOnDemandTest {
    @TempDir
    Path folder;

    private DenoOnDemand deno;

    /** With a Deno that is not there, so that every look for it fails. */
    @BeforeEach
    void nameMissingDeno() throws Exception {
        deno = new DenoOnDemand(folder, folder.resolve("no-deno"), line -> {}, found -> {
            throw new AssertionError(found);
        });
    }

    @Test
    void a_project_without_functions_of_its_own_needs_none() throws Exception {
        Projects.httpFunction(folder, "a");
        RouteTable routes = RouteTable.load(folder);

        assertThatCode(() -> deno.prepare(routes)).doesNotThrowAnyException();
        assertThatCode(() -> deno.prepareMeanwhile(routes).await()).doesNotThrowAnyException();
    }

    @Test
    void a_missing_deno_is_told_whether_one_waits_for_it_or_not() throws Exception {
        Projects.function(folder, "a", "", "export default () => 1;");
        RouteTable routes = RouteTable.load(folder);

        assertThatThrownBy(() -> deno.prepare(routes)).isInstanceOf(DenoNotFoundException.class);
        assertThatThrownBy(() -> deno.prepareMeanwhile(routes).await())
                .isInstanceOf(DenoNotFoundException.class)
                .hasMessageContaining("no-deno");
    }

    @Test
    void nothing_is_looked_for_once_it_is_closed() throws Exception {
        Projects.function(folder, "a", "", "export default () => 1;");
        RouteTable routes = RouteTable.load(folder);

        deno.close();

        assertThatCode(() -> deno.prepare(routes)).doesNotThrowAnyException();
    }

    @Test
    void a_function_that_comes_before_deno_fails_to_start() throws Exception {
        Projects.function(folder, "a", "", "export default () => 1;");
        RouteTable routes = RouteTable.load(folder);
        deno.retain(routes.functions());

        assertThat(deno.acquire(routes.functions().get(0)))
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withCauseInstanceOf(FunctionStartException.class);
    }
}
