package io.fluxgateway.cli;

import io.fluxgateway.cli.dev.Projects;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests in a project of the name shop with one function, which needs no Deno. */
abstract class OneProject {
    @TempDir
    Path temporary;

    Path project;

    private final String[] command;

    /**
     * @param command what each call begins with
     */
    OneProject(String... command) {
        this.command = command;
    }

    @BeforeEach
    final void makeProject() {
        project = temporary.resolve("shop");
        Projects.httpFunction(project, "a");
    }

    final FluxCall flux(String... args) {
        return FluxCall.in(project, concat(command, args));
    }

    /** A command and what an array has besides. */
    final FluxCall flux(String verb, String[] args) {
        return flux(concat(new String[] {verb}, args));
    }

    final FluxCall at(Instant now, String... args) {
        Surroundings then = new Surroundings(project, Clock.fixed(now, ZoneOffset.UTC), Map.of());
        return FluxCall.with(then, concat(command, args));
    }

    private static String[] concat(String[] first, String[] more) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
    }
}
