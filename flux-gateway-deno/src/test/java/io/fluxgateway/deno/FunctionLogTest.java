package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.trace.LogEvent;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What a function logs, as events of the request that it was serving. */
final class FunctionLogTest extends TracedFunctions {
    @Test
    void eachMethodOfTheConsoleHasItsLevel() throws ExecutionException {
        call("console.debug('d'); console.log('l'); console.info('i'); console.warn('w'); console.error('e');");

        await().untilAsserted(() -> assertThat(traces.logs())
                .extracting(LogEvent::level, LogEvent::text, LogEvent::traceId, LogEvent::spanId, LogEvent::function)
                .containsExactly(
                        logged(LogEvent.Level.DEBUG, "d"),
                        logged(LogEvent.Level.INFO, "l"),
                        logged(LogEvent.Level.INFO, "i"),
                        logged(LogEvent.Level.WARN, "w"),
                        logged(LogEvent.Level.ERROR, "e")));
        assertThat(traces.logs())
                .allSatisfy(event -> assertThat(event.attributes()).isEmpty())
                .isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    }

    @Test
    void theWholeConsoleWorks() throws ExecutionException {
        call("""
                console.log('a %s of %d', 'text', 7, { of: { an: ['object'] } }, 'two\\nlines');
                console.group('group'); console.log('inside'); console.groupEnd(); console.log('outside');
                console.assert(true, 'no'); console.assert(false, 'yes');
                console.count('n'); console.count('n'); console.countReset('n'); console.count('n');
                console.dir({ deep: { deep: { deep: {} } } }, { depth: 0 });
                console.table([{ a: 1 }]);
                console.time('t'); console.timeLog('t'); console.timeEnd('t');
                console.timeStamp('t'); console.clear(); console.dirxml(1);
                console.trace('here');
                """);

        await().untilAsserted(() -> assertThat(traces.texts()).hasSize(14));
        assertThat(traces.texts().subList(0, 9))
                .containsExactly(
                        "a text of 7 { of: { an: [ 'object' ] } } two\nlines",
                        "group",
                        "  inside",
                        "outside",
                        "Assertion failed: yes",
                        "n: 1",
                        "n: 2",
                        "n: 1",
                        "{ deep: [Object] }");
        assertThat(traces.texts().get(9)).contains("│ 0       │ 1 │");
        assertThat(traces.texts().subList(10, 12))
                .allSatisfy(text -> assertThat(text).startsWith("t: "));
        assertThat(traces.texts().get(13))
                .startsWith("Trace: here\n    at ")
                .contains("functions/f/index.ts:")
                .doesNotContain("ext:", ".mjs", "file:");
        assertThat(traces.logs())
                .allSatisfy(event -> assertThat(event.traceId()).isEqualTo(CALLER.traceId()));
    }

    /** Deno gives its console new streams when a module first asks for it. */
    @Test
    void linesStayThoseOfTheirRequestWhenTheFunctionUsesNodesProcess() throws ExecutionException {
        call("""
                console.log('before');
                const { default: process } = await import('node:process');
                console.log('after', typeof process.stdout, typeof process.stderr);
                (await import('node:console')).default.warn('of node');
                """);

        await().untilAsserted(() -> assertThat(traces.logs())
                .extracting(LogEvent::level, LogEvent::text, LogEvent::traceId, LogEvent::spanId, LogEvent::function)
                .containsExactly(
                        logged(LogEvent.Level.INFO, "before"),
                        logged(LogEvent.Level.INFO, "after object object"),
                        logged(LogEvent.Level.WARN, "of node")));
    }

    @Test
    void aGroupThatIsNeverEndedIndentsNoOtherRequest() throws ExecutionException {
        FunctionManifest function = fixture.function(
                        "f", "export default () => { console.log('x'); console.group('open'); console.log('y'); };")
                .build();
        Fixture.call(runtime, function, CALLER.headers());
        Fixture.call(runtime, function, new Caller(2).headers());

        await().untilAsserted(() -> assertThat(traces.texts()).containsExactly("x", "open", "  y", "x", "open", "  y"));
    }

    @Test
    void linesBeforeTheFirstRequestAreOfNoRequest() throws ExecutionException {
        FunctionManifest function = fixture.function(
                        "f", "console.warn('loading'); export default () => console.log('serving');")
                .build();
        Fixture.call(runtime, function, CALLER.headers());

        await().untilAsserted(() -> assertThat(traces.logs())
                .extracting(LogEvent::text, LogEvent::level, LogEvent::traceId)
                .containsExactly(
                        tuple("loading", LogEvent.Level.WARN, null),
                        tuple("serving", LogEvent.Level.INFO, CALLER.traceId())));
    }

    @Test
    void aHugeTextIsCut() throws ExecutionException {
        assertThat(call("console.log('x'.repeat(50_000_000)); console.log('\\0'.repeat(50_000)); return 'done';"))
                .isEqualTo("done");

        await().untilAsserted(() -> assertThat(traces.logs()).hasSize(2));
        assertThat(traces.texts())
                .allSatisfy(text -> assertThat(text).hasSize(8_001).endsWith("…"));
    }

    @Test
    void aFloodOfLinesIsBoundedAndCountedAndTheResponseArrives() throws ExecutionException {
        int all = 200_000;
        assertThat(call("for (let i = 0; i < " + all + "; i++) { console.log('flood', i); } return 'done';"))
                .isEqualTo("done");

        Pattern lost = Pattern.compile("(\\d+) reports were lost: more was logged than could be written");
        await().untilAsserted(() -> {
            int told = traces.texts().stream()
                    .map(lost::matcher)
                    .filter(Matcher::matches)
                    .mapToInt(match -> Integer.parseInt(match.group(1)))
                    .sum();
            long kept = traces.texts().stream()
                    .filter(text -> text.startsWith("flood "))
                    .count();
            assertThat(told).isPositive();
            assertThat(kept).isPositive().isEqualTo(all - told);
        });
        call("console.log('and on');");
        await().untilAsserted(() -> assertThat(traces.texts()).contains("and on"));
    }

    @Test
    void whatIsLoggedBeforeTheFunctionEndsItsProcessIsReported() {
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> call("""
                globalThis.addEventListener('unload', () => console.log('at the very end'));
                for (let i = 1; i <= 300; i++) { console.log('line', i); }
                console.error('goodbye');
                Deno.exit(3);
                """));

        await().untilAsserted(
                        () -> assertThat(traces.texts()).contains("line 1", "line 300", "goodbye", "at the very end"));
        assertThat(traces.logs())
                .filteredOn(event -> event.text().equals("goodbye"))
                .extracting(LogEvent::traceId)
                .containsExactly(CALLER.traceId());
    }

    @Test
    void whatARequestLoggedIsReportedAlthoughTheRuntimeIsClosedOnceItEnded() throws ExecutionException {
        call("for (let i = 1; i <= 1000; i++) { console.log('line', i); }");

        runtime.close();

        assertThat(traces.texts()).hasSize(1000).endsWith("line 1000");
    }

    private static Tuple logged(LogEvent.Level level, String text) {
        return tuple(level, text, CALLER.traceId(), CALLER.spanId(), "f");
    }

    /** Runs a handler's body for the caller. */
    private String call(String body) throws ExecutionException {
        FunctionManifest function = fixture.function(
                        "f", "export default async (request: Request) => {\n" + body + "\n};\n")
                .build();
        return Fixture.call(runtime, function, CALLER.headers()).body();
    }
}
