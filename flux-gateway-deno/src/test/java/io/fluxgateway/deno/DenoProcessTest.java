package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.testkit.FrozenProcess;
import io.fluxgateway.trace.TraceSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DenoProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path project;

    private final RecordedTraces traces = new RecordedTraces();

    /** A request that ends with its process has that looked at, and ended if it still is not, before all is read. */
    @Test
    void theLastWordsOfAProcessAreReadAlthoughItIsKilledMeanwhile() throws FunctionStartException {
        CountDownLatch reading = new CountDownLatch(1);
        DenoProcess process = start(
                "for (let i = 1; i <= 100; i++) { console.log('line', i); } Deno.exit(3);", traces.afterwards(reading));
        await().atMost(PATIENCE).until(() -> !process.isAlive());

        process.kill();
        reading.countDown();
        process.awaitEnd();

        assertThat(traces.texts()).hasSize(100).endsWith("line 100");
    }

    @Test
    void aProcessThatDoesNotEndIsKilled() throws Exception {
        DenoProcess process = start("export default () => 'hello';", traces);
        process.ready().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        FrozenProcess.freeze(process.pid());

        process.end();
        process.awaitEnd();

        assertThat(process.isAlive()).isFalse();
    }

    private DenoProcess start(String module, TraceSink sink) throws FunctionStartException {
        FunctionManifest function = new Fixture(project).function("f", module).build();
        return DenoProcess.start(
                function,
                new DenoOptions(
                        Fixture.deno(),
                        project,
                        project.resolve(".flux"),
                        Map.of(),
                        PATIENCE,
                        PATIENCE,
                        PATIENCE,
                        sink));
    }
}
