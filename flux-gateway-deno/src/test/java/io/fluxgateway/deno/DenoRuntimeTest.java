package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.Target;
import java.io.UncheckedIOException;
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
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path project;

    private final RecordedTraces traces = new RecordedTraces();
    private Fixture fixture;
    private DenoRuntime runtime;

    @BeforeEach
    void start() {
        fixture = new Fixture(project);
        runtime = fixture.runtime().traces(traces).build();
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
        long first = Fixture.pid(Fixture.call(runtime, function));

        Fixture.kill(first);

        await().until(() -> !Fixture.isAlive(first));
        await().ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(Fixture.pid(Fixture.call(runtime, function))).isNotEqualTo(first));
    }

    @Test
    void aProcessThatDiesAgainAndAgainIsNotStartedInATightLoop() {
        FunctionManifest function = fixture.function("hello", PID).build();

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    try {
                        Fixture.kill(Fixture.pid(Fixture.call(runtime, function)));
                        return false;
                    } catch (UncheckedIOException e) {
                        return false; // the one that was killed, before that was noticed
                    } catch (ExecutionException e) {
                        return e.getMessage().contains("again and again");
                    }
                });
        await().atMost(LONG)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(Fixture.call(runtime, function).statusCode()).isEqualTo(200));
    }

    @Test
    void aProcessThatNeverAnswersAgainIsEnded() throws ExecutionException {
        FunctionManifest function = fixture.function("spin", """
                        export default (r: Request) => {
                          if (r.headers.get('x-spin')) {
                            console.log('it spins');
                            while (true) {}
                          }
                          return String(Deno.pid);
                        };
                        """).build();
        long first = Fixture.pid(Fixture.call(runtime, function));
        Target.Remote target = Fixture.acquire(runtime, function);
        var lost = Fixture.client()
                .sendAsync(Fixture.request(target, "x-spin", "1").build(), HttpResponse.BodyHandlers.ofString());

        await().atMost(LONG).until(() -> traces.texts().contains("it spins"));
        target.release(Target.Outcome.TIMED_OUT);

        assertThat(Fixture.pid(Fixture.call(runtime, function))).isNotEqualTo(first);
        await().until(() -> !Fixture.isAlive(first));
        assertThat(lost).failsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aProcessThatIsOnlySlowIsKept() {
        FunctionManifest function = fixture.function("slow", PID).build();

        // One that stands still for a second is ended rightly.
        await().atMost(LONG).ignoreExceptions().untilAsserted(() -> {
            long first = Fixture.pid(Fixture.call(runtime, function));

            Fixture.acquire(runtime, function).release(Target.Outcome.TIMED_OUT);

            assertThat(Fixture.pid(Fixture.call(runtime, function))).isEqualTo(first);
        });
    }

    @Test
    void anIdleProcessIsStoppedAndStartedAgainWhenNeeded() throws ExecutionException {
        try (DenoRuntime impatient =
                fixture.runtime().idleTimeout(Duration.ofMillis(300)).build()) {
            FunctionManifest function = fixture.function("hello", PID).build();
            long first = Fixture.pid(Fixture.call(impatient, function));

            await().until(() -> !Fixture.isAlive(first));

            assertThat(Fixture.pid(Fixture.call(impatient, function))).isNotEqualTo(first);
        }
    }

    @Test
    void aFunctionThatIsNoLongerDeployedFinishesItsRequestsAndEnds() throws ExecutionException {
        FunctionManifest old = fixture.function("hello", PID).build();
        long process = Fixture.pid(Fixture.call(runtime, old));
        Target.Remote underWay = Fixture.acquire(runtime, old);

        runtime.retain(List.of());

        assertThat(underWay.endpoint().isClosed()).isTrue();
        assertThat(Fixture.isAlive(process)).isTrue();
        underWay.release(Target.Outcome.ANSWERED);
        await().until(() -> !Fixture.isAlive(process));
    }

    @Test
    void aFunctionThatStaysDeployedKeepsItsProcess() throws ExecutionException {
        FunctionManifest function = fixture.function("hello", PID).build();
        long first = Fixture.pid(Fixture.call(runtime, function));

        runtime.retain(List.of(function));

        assertThat(Fixture.pid(Fixture.call(runtime, function))).isEqualTo(first);
    }

    @Test
    void aRequestThatWasRoutedBeforeAChangeIsStillAnsweredAndLeavesNoProcess() throws ExecutionException {
        FunctionManifest old = fixture.function("hello", PID).build();
        runtime.retain(List.of());

        long late = Fixture.pid(Fixture.call(runtime, old));

        await().until(() -> !Fixture.isAlive(late));
    }

    @Test
    void aVersionThatIsDeployedAgainWhileItEndsGetsAProcessThatStays() throws ExecutionException {
        FunctionManifest function = fixture.function("hello", PID).build();
        runtime.retain(List.of(function));
        Target.Remote underWay = Fixture.acquire(runtime, function);
        runtime.retain(List.of());

        runtime.retain(List.of(function));
        long again = Fixture.pid(Fixture.call(runtime, function));
        underWay.release(Target.Outcome.ANSWERED);

        assertThat(Fixture.pid(Fixture.call(runtime, function))).isEqualTo(again);
    }

    @Test
    void aPreparedFunctionIsWarmWhenItIsDeployedAndEndsWhenItIsNot() throws Exception {
        FunctionManifest deployed = fixture.function("deployed", PID).build();
        FunctionManifest dropped = fixture.function("dropped", PID).build();
        runtime.retain(List.of());
        runtime.prepare(deployed).toCompletableFuture().get();
        runtime.prepare(dropped).toCompletableFuture().get();
        List<Long> processes = denoProcesses();
        assertThat(processes).hasSize(2);

        runtime.retain(List.of(deployed));

        long kept = Fixture.pid(Fixture.call(runtime, deployed));
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

    private static List<Long> denoProcesses() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("deno"))
                .map(ProcessHandle::pid)
                .toList();
    }

    @Test
    void aReplacedFunctionThatNeverFinishesIsEndedAtTheDrainLimit() throws ExecutionException {
        try (DenoRuntime strict =
                fixture.runtime().drainTimeout(Duration.ofMillis(200)).build()) {
            FunctionManifest old = fixture.function("hello", PID).build();
            long process = Fixture.pid(Fixture.call(strict, old));
            Fixture.acquire(strict, old);

            strict.retain(List.of());

            await().until(() -> !Fixture.isAlive(process));
        }
    }

    @Test
    void closeEndsEveryProcessAndWaitsForIt() throws ExecutionException {
        FunctionManifest one = fixture.function("one", PID).build();
        FunctionManifest two = fixture.function("two", PID).build();
        List<Long> processes =
                List.of(Fixture.pid(Fixture.call(runtime, one)), Fixture.pid(Fixture.call(runtime, two)));

        runtime.close();

        assertThat(processes).noneMatch(Fixture::isAlive);
        assertThat(runtime.acquire(one).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aModuleThatCannotBeParsedFailsWithTheReasonAndIsNotTriedAtOnceAgain() {
        FunctionManifest function =
                fixture.function("broken", "export default ( => 1;").build();

        // Each failure doubles the time in which the same one is told again, without a process.
        await().atMost(LONG).untilAsserted(() -> {
            assertStartFails(function, "functions/broken/index.ts:1");
            assertThat(runtime.acquire(function).toCompletableFuture()).isCompletedExceptionally();
        });
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
        FunctionManifest function = fixture.function("hangs", "console.log('at it'); while (true) {}")
                .build();

        // A slow machine may not get as far as the module within the first.
        assertThat(IntStream.of(1, 4, 15)
                        .mapToObj(seconds -> failureAtLimit(Duration.ofSeconds(seconds), function))
                        .anyMatch(message -> message.contains("at it")))
                .as("what it said is told")
                .isTrue();
    }

    private String failureAtLimit(Duration limit, FunctionManifest function) {
        Throwable failure;
        try (DenoRuntime strict = fixture.runtime().startTimeout(limit).build()) {
            failure = catchThrowable(() -> Fixture.acquire(strict, function));
        }
        assertThat(failure)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(FunctionStartException.class)
                .hasMessageContaining("it did not listen in time");
        assertThat(denoProcesses()).isEmpty();
        return failure.getMessage();
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
