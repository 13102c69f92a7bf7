package io.fluxgateway.deno;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Functions of a project whose reports are kept: what tests of them begin and end with. */
abstract class TracedFunctions {
    static final Caller CALLER = new Caller(1);

    @TempDir
    Path project;

    final RecordedTraces traces = new RecordedTraces();
    Fixture fixture;
    DenoRuntime runtime;

    @BeforeEach
    final void startRuntime() {
        fixture = new Fixture(project);
        runtime = fixture.runtime().traces(traces).build();
    }

    @AfterEach
    final void stopRuntime() {
        runtime.close();
    }
}
