package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.Target;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes: when they start, when they are replaced, when they end. */
final class DenoRuntimeTest {
    private static final String PID = "export default () => String(Deno.pid);";

    @TempDir
    Path project;

    private Fixture fixture;
    private DenoRuntime runtime;

    @BeforeEach
    void start() {
        fixture = new Fixture(project);
        runtime = fixture.runtime().build();
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    @Test
    void firstRequestsThatComeTogetherStartOneProcess() {
        FunctionManifest function = fixture.function("hello", PID).build();

        List<CompletableFuture<Target>> all = IntStream.range(0, 20)
                .mapToObj(i -> runtime.acquire(function).toCompletableFuture())
                .toList();

        assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    @Test
    void aWarmFunctionIsThereAtOnce() throws ExecutionException {
        FunctionManifest function = fixture.function("hello", PID).build();
        Fixture.call(runtime, function);

        assertThat(runtime.acquire(function).toCompletableFuture()).isCompleted();
    }

    @Test
    void aProcessThatEndsByItselfIsReplacedByTheNextRequest() throws ExecutionException {
        FunctionManifest function = fixture.function("hello", PID).build();
        ProcessHandle first = Fixture.process(Fixture.call(runtime, function));

        first.destroyForcibly();

        await().until(() -> !first.isAlive());
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(Fixture.process(Fixture.call(runtime, function)))
                        .isNotEqualTo(first));
    }

    @Test
    void aProcessThatDiesAgainAndAgainIsNotStartedInATightLoop() throws ExecutionException {
        FunctionManifest function = fixture.function("hello", PID).build();
        for (int i = 0; i < 4; i++) {
            await().ignoreExceptions().untilAsserted(() -> {
                ProcessHandle process = Fixture.process(Fixture.call(runtime, function));
                process.destroyForcibly();
                await().until(() -> !process.isAlive());
            });
        }

        await().untilAsserted(() -> assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> Fixture.acquire(runtime, function).release(Target.Outcome.ANSWERED))
                .withMessageContaining("again and again"));
        await().ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(Fixture.call(runtime, function).statusCode()).isEqualTo(200));
    }

    @Test
    void aProcessThatNeverAnswersAgainIsEnded() throws ExecutionException {
        FunctionManifest function = fixture.function(
                        "spin",
                        "export default (r: Request) => { while (r.headers.get('x-spin')) {} return String(Deno.pid); };")
                .build();
        ProcessHandle first = Fixture.process(Fixture.call(runtime, function));
        Target.Remote target = Fixture.acquire(runtime, function);
        var lost = Fixture.client()
                .sendAsync(Fixture.request(target, "x-spin", "1").build(), HttpResponse.BodyHandlers.ofString());

        await().pollDelay(Duration.ofMillis(200)).until(() -> true); // it spins by now
        target.release(Target.Outcome.TIMED_OUT);

        assertThat(Fixture.process(Fixture.call(runtime, function))).isNotEqualTo(first);
        await().until(() -> !first.isAlive());
        assertThat(lost).failsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aProcessThatIsOnlySlowIsKept() throws ExecutionException {
        FunctionManifest function = fixture.function("slow", PID).build();
        ProcessHandle first = Fixture.process(Fixture.call(runtime, function));

        Fixture.acquire(runtime, function).release(Target.Outcome.TIMED_OUT);

        assertThat(Fixture.process(Fixture.call(runtime, function))).isEqualTo(first);
    }

    @Test
    void anIdleProcessIsStoppedAndStartedAgainWhenNeeded() throws ExecutionException {
        try (DenoRuntime impatient =
                fixture.runtime().idleTimeout(Duration.ofMillis(300)).build()) {
            FunctionManifest function = fixture.function("hello", PID).build();
            ProcessHandle first = Fixture.process(Fixture.call(impatient, function));

            await().until(() -> !first.isAlive());

            assertThat(Fixture.process(Fixture.call(impatient, function))).isNotEqualTo(first);
        }
    }

    @Test
    void aFunctionThatIsNoLongerDeployedFinishesItsRequestsAndEnds() throws ExecutionException {
        FunctionManifest old = fixture.function("hello", PID).build();
        ProcessHandle process = Fixture.process(Fixture.call(runtime, old));
        Target.Remote underWay = Fixture.acquire(runtime, old);

        runtime.retain(List.of());

        assertThat(underWay.endpoint().isClosed()).isTrue();
        assertThat(process.isAlive()).isTrue();
        underWay.release(Target.Outcome.ANSWERED);
        await().until(() -> !process.isAlive());
    }

    @Test
    void aFunctionThatStaysDeployedKeepsItsProcess() throws ExecutionException {
        FunctionManifest function = fixture.function("hello", PID).build();
        ProcessHandle first = Fixture.process(Fixture.call(runtime, function));

        runtime.retain(List.of(function));

        assertThat(Fixture.process(Fixture.call(runtime, function))).isEqualTo(first);
    }

    @Test
    void aRequestThatWasRoutedBeforeAChangeIsStillAnsweredAndLeavesNoProcess() throws ExecutionException {
        FunctionManifest old = fixture.function("hello", PID).build();
        runtime.retain(List.of());

        ProcessHandle late = Fixture.process(Fixture.call(runtime, old));

        await().until(() -> !late.isAlive());
    }

    @Test
    void aVersionThatIsDeployedAgainWhileItEndsGetsAProcessThatStays() throws ExecutionException {
        FunctionManifest function = fixture.function("hello", PID).build();
        runtime.retain(List.of(function));
        Target.Remote underWay = Fixture.acquire(runtime, function);
        runtime.retain(List.of());

        runtime.retain(List.of(function));
        ProcessHandle again = Fixture.process(Fixture.call(runtime, function));
        underWay.release(Target.Outcome.ANSWERED);

        assertThat(Fixture.process(Fixture.call(runtime, function))).isEqualTo(again);
    }

    @Test
    void aPreparedFunctionIsWarmWhenItIsDeployedAndEndsWhenItIsNot() throws Exception {
        FunctionManifest deployed = fixture.function("deployed", PID).build();
        FunctionManifest dropped = fixture.function("dropped", PID).build();
        runtime.retain(List.of());
        runtime.prepare(deployed).toCompletableFuture().get();
        runtime.prepare(dropped).toCompletableFuture().get();
        List<ProcessHandle> processes = denoProcesses();
        assertThat(processes).hasSize(2);

        runtime.retain(List.of(deployed));

        ProcessHandle kept = Fixture.process(Fixture.call(runtime, deployed));
        assertThat(processes).contains(kept);
        await().until(() -> denoProcesses().equals(List.of(kept)));
    }

    @Test
    void whatWasWrittenForAStartIsGoneAfterIt() throws Exception {
        FunctionManifest fine = fixture.function("hello", PID).build();
        FunctionManifest broken = fixture.function("broken", "syntax error").build();
        Fixture.call(runtime, fine);
        assertStartFails(broken, "exit code 1");

        Path state = project.resolve(".flux/deno");
        await().untilAsserted(() -> {
            try (Stream<Path> files = Files.list(state)) {
                assertThat(files)
                        .noneMatch(file -> file.getFileName().toString().startsWith("main-"));
            }
        });
    }

    private static List<ProcessHandle> denoProcesses() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("deno"))
                .toList();
    }

    @Test
    void aReplacedFunctionThatNeverFinishesIsEndedAtTheDrainLimit() throws ExecutionException {
        try (DenoRuntime strict =
                fixture.runtime().drainTimeout(Duration.ofMillis(200)).build()) {
            FunctionManifest old = fixture.function("hello", PID).build();
            ProcessHandle process = Fixture.process(Fixture.call(strict, old));
            Fixture.acquire(strict, old);

            strict.retain(List.of());

            await().until(() -> !process.isAlive());
        }
    }

    @Test
    void closeEndsEveryProcessAndWaitsForIt() throws ExecutionException {
        FunctionManifest one = fixture.function("one", PID).build();
        FunctionManifest two = fixture.function("two", PID).build();
        List<ProcessHandle> processes =
                List.of(Fixture.process(Fixture.call(runtime, one)), Fixture.process(Fixture.call(runtime, two)));

        runtime.close();

        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(runtime.acquire(one).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aModuleThatCannotBeParsedFailsWithTheReasonAndIsNotTriedAtOnceAgain() {
        FunctionManifest function =
                fixture.function("broken", "export default ( => 1;").build();

        assertStartFails(function, "functions/broken/index.ts:1");
        // Within the backoff: the same failure, without a process.
        assertThat(runtime.acquire(function).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aModuleThatThrowsWhenItIsLoadedFailsWithTheReason() {
        assertStartFails(
                fixture.function("throws", "throw new Error('no till');").build(), "no till");
    }

    @Test
    void aModuleWithoutAHandlerFailsWithWhatWasExpected() {
        assertStartFails(
                fixture.function("empty", "export const x = 1;").build(), "expected: export default of a function");
    }

    @Test
    void aModuleThatNeverFinishesLoadingFailsAtTheLimitAndItsProcessIsEnded() {
        try (DenoRuntime strict =
                fixture.runtime().startTimeout(Duration.ofSeconds(1)).build()) {
            FunctionManifest function = fixture.function("hangs", "console.log('at it'); while (true) {}")
                    .build();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> Fixture.acquire(strict, function))
                    .withCauseInstanceOf(FunctionStartException.class)
                    .withMessageContaining("it did not listen in time")
                    .withMessageContaining("at it");
        }
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().command().orElse("").endsWith("deno")))
                .isEmpty();
    }

    @Test
    void aMendedModuleIsAnotherVersionAndStartsAtOnce() throws ExecutionException {
        assertStartFails(fixture.function("mended", "syntax error").build(), "exit code 1");

        FunctionManifest mended = fixture.function("mended", PID).build();

        assertThat(Fixture.call(runtime, mended).statusCode()).isEqualTo(200);
    }

    private void assertStartFails(FunctionManifest function, String reason) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> Fixture.acquire(runtime, function))
                .withCauseInstanceOf(FunctionStartException.class)
                .withMessageContaining(reason);
    }
}
