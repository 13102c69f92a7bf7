package io.fluxgateway.jdbc;

import static io.fluxgateway.jdbc.TraceFixture.NOON;
import static io.fluxgateway.jdbc.TraceFixture.log;
import static io.fluxgateway.jdbc.TraceFixture.span;
import static io.fluxgateway.jdbc.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.exchange.Decided;
import io.fluxgateway.testkit.Promptly;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every trace store does, wherever it is. */
abstract class TraceStoreCases {
    static final String ID = "9c3e7f1a4b0d9c3e7f1a4b0d9c3e7f1a";
    static final int PLENTY = 100_000;
    static final Duration LONG = Duration.ofSeconds(30);

    TraceStore store;
    TraceReader reader;

    /** A store in the place of this test, by {@link TraceFixture#CLOCK}; not opened yet. */
    abstract TraceStoreBuilder<?> options();

    /** Opens what is there, only to read it. */
    abstract TraceReader openExisting();

    final TraceStore open() {
        return open(options());
    }

    final TraceStore open(TraceStoreBuilder<?> options) {
        store = options.open();
        reader = readerOf(store);
        return store;
    }

    static TraceReader readerOf(TraceStore store) {
        return (TraceReader) store;
    }

    @AfterEach
    final void close() {
        if (store != null) {
            store.close();
        }
    }

    // What is read is what was recorded

    @Test
    void aTraceIsReadBackWhole() {
        open().accept(trace(ID, 502));
        await().until(() -> !reader.traces(ID).isEmpty());

        Trace read = reader.traces(ID).get(0);
        Trace recorded = trace(ID, 502);
        assertThat(read).usingRecursiveComparison().ignoringFields("decisions").isEqualTo(recorded);
        assertThat(read.decisions())
                .map(TraceStoreCases::told)
                .isEqualTo(
                        recorded.decisions().stream().map(TraceStoreCases::told).toList());
    }

    @Test
    void aTraceOfWhichLittleIsKnownIsReadBackToo() {
        Trace bare = new Trace(
                ID,
                null,
                "b7ad6b7169203331",
                null,
                "GET",
                "/",
                null,
                401,
                null,
                false,
                null,
                NOON,
                Duration.ZERO,
                List.of(),
                null,
                null,
                null,
                null);
        open().accept(bare);
        await().untilAsserted(() -> assertThat(reader.traces(ID)).containsExactly(bare));
    }

    @Test
    void spansAndLogLinesBelongToTheirTrace() {
        open();
        store.accept(span(ID));
        store.accept(log(ID, NOON.plusMillis(2), "second"));
        store.accept(log(ID, NOON, "first"));
        store.accept(log(null, NOON, "outside of requests"));
        store.accept(log("0".repeat(31) + "1", NOON, "another"));

        await().untilAsserted(() -> assertThat(reader.logs(Long.MIN_VALUE, Instant.EPOCH, null, PLENTY))
                .hasSize(4));
        assertThat(reader.spans(ID)).containsExactly(span(ID));
        assertThat(reader.logs(ID)).containsExactly(log(ID, NOON, "first"), log(ID, NOON.plusMillis(2), "second"));
    }

    @Test
    void whatWasRecordedIsThereAfterTheStoreWasClosed() {
        open();
        for (int i = 0; i < 5_000; i++) {
            store.accept(trace(200));
        }
        store.close();

        open();
        assertThat(reader.lastTraces(TraceFilter.ALL, PLENTY)).hasSize(5_000);
    }

    @Test
    void whatNoDatabaseWouldLikeIsRecordedToo() {
        open();
        String odd = "\u00fc\ud83d\ude00\t'\"\\\\{},NULL ";
        store.accept(trace(ID, 200, "/" + odd, NOON));
        store.accept(log(ID, NOON, odd));
        store.accept(log(ID, NOON.plusMillis(1), ""));
        store.accept(log(ID, NOON.plusMillis(2), "nul \0, half a pair \ud83d"));

        await().untilAsserted(() -> assertThat(reader.logs(ID)).hasSize(3));
        assertThat(reader.logs(ID)).extracting(LogEvent::text).startsWith(odd, "");
        assertThat(reader.traces(ID)).extracting(Trace::path).containsExactly("/" + odd);
        assertThat(store.dropped()).isZero();
    }

    // Finding

    @Test
    void aPrefixFindsAllIdsThatStartWithIt() {
        open();
        String other = "9c3e7f1b" + ID.substring(8);
        List.of(ID, other, "a".repeat(32)).forEach(id -> store.accept(trace(id, 200)));
        await().until(() -> reader.tracesStartingWith("", 10).size() == 3);

        assertThat(reader.tracesStartingWith("9c3e7f1", 10).keySet()).containsExactly(ID, other);
        assertThat(reader.tracesStartingWith("9c3e7f1a", 10).keySet()).containsExactly(ID);
        assertThat(reader.tracesStartingWith("9c3e7f1", 1).keySet()).containsExactly(ID);
        assertThat(reader.tracesStartingWith(ID, 10).keySet()).containsExactly(ID);
        assertThat(reader.tracesStartingWith("b", 10)).isEmpty();
    }

    @Test
    void requestsOfOneTraceAreFoundTogetherInTheirOrder() {
        open();
        store.accept(trace(ID, 200, "/second", NOON.plusSeconds(1)));
        store.accept(trace(ID, 200, "/first", NOON));
        await().until(() -> reader.traces(ID).size() == 2);

        assertThat(reader.traces(ID)).extracting(Trace::path).containsExactly("/first", "/second");
        assertThat(reader.tracesStartingWith(ID.substring(0, 4), 10).keySet()).containsExactly(ID);
    }

    @Test
    void theLastTracesComeOldestFirstAndLaterOnesByNumber() {
        open();
        for (int i = 0; i < 5; i++) {
            store.accept(trace(ID, 200, "/n" + i, NOON));
        }
        await().until(() -> reader.traces(ID).size() == 5);

        List<Numbered<Trace>> last = reader.lastTraces(TraceFilter.ALL, 3);
        assertThat(last).extracting(n -> n.value().path()).containsExactly("/n2", "/n3", "/n4");
        assertThat(reader.tracesAfter(last.get(0).number(), TraceFilter.ALL, 1))
                .extracting(n -> n.value().path())
                .containsExactly("/n3");
    }

    @Test
    void aFilterLetsThroughOnlyWhatItNames() {
        open();
        List.of("/orders", "/orders/42", "/ordersx", "/other")
                .forEach(path -> store.accept(trace(ID, 200, path, NOON)));
        store.accept(trace(ID, 503, "/orders", NOON.plusSeconds(1)));
        await().until(() -> reader.traces(ID).size() == 5);

        assertThat(paths(new TraceFilter(0, 999, null, null, "/orders")))
                .containsExactly("/orders", "/orders/42", "/orders");
        assertThat(paths(new TraceFilter(0, 999, null, null, "/"))).hasSize(5);
        assertThat(paths(new TraceFilter(500, 599, null, null, null))).containsExactly("/orders");
        assertThat(paths(new TraceFilter(0, 999, "other", null, null))).containsExactly("/other");
        assertThat(paths(new TraceFilter(0, 999, null, "till", null))).hasSize(5);
        assertThat(paths(new TraceFilter(0, 999, null, "nobody", null))).isEmpty();
    }

    @Test
    void logLinesAreFoundByTimeFunctionAndNumber() {
        open();
        for (int i = 0; i < 4; i++) {
            store.accept(log(null, NOON.plusSeconds(i), "line " + i));
        }
        await().until(() ->
                reader.logs(Long.MIN_VALUE, Instant.EPOCH, null, PLENTY).size() == 4);

        List<Numbered<LogEvent>> since = reader.logs(Long.MIN_VALUE, NOON.plusSeconds(2), "create_order", PLENTY);
        assertThat(since).extracting(n -> n.value().text()).containsExactly("line 2", "line 3");
        assertThat(reader.logs(since.get(0).number(), Instant.EPOCH, null, PLENTY))
                .extracting(n -> n.value().text())
                .containsExactly("line 3");
        assertThat(reader.logs(Long.MIN_VALUE, Instant.EPOCH, "other", PLENTY)).isEmpty();
    }

    @Test
    void anIdIsFoundByItsStartOnlyWhateverIsBesideItInItsBlock() {
        String id = "abcd".repeat(8);
        try (TraceStore recorder = options().open()) {
            recorder.accept(trace(id, 200));
            recorder.accept(trace("cdab".repeat(8), 200));
            recorder.accept(trace("00".repeat(16), 200));
        }

        try (TraceReader existing = openExisting()) {
            for (int digits = 1; digits <= id.length(); digits++) {
                assertThat(existing.tracesStartingWith(id.substring(0, digits), 2)
                                .keySet())
                        .containsExactly(id);
            }
            assertThat(existing.tracesStartingWith("bc", 2)).isEmpty();
            assertThat(existing.tracesStartingWith("abcdcdab", 2)).isEmpty();
            assertThat(existing.tracesStartingWith("0", 2)).hasSize(1);
            assertThat(existing.tracesStartingWith("", 4)).hasSize(3);
        }
    }

    @Test
    void ofOneTraceTheFirstThousandRequestsAreRead() {
        open();
        for (int i = 0; i < 1_100; i++) {
            store.accept(trace(ID, 200, "/n" + i, NOON.plusMillis(i)));
        }
        await().atMost(LONG).until(() -> store.recorded() == 1_100);

        assertThat(reader.traces(ID))
                .hasSize(TraceReader.MOST_OF_A_TRACE)
                .extracting(Trace::path)
                .startsWith("/n0")
                .endsWith("/n999");
    }

    final List<String> paths(TraceFilter filter) {
        return reader.lastTraces(filter, PLENTY).stream()
                .map(n -> n.value().path())
                .toList();
    }

    private static List<Object> told(Decided decided) {
        return List.of(
                decided.decision().step(),
                decided.decision().outcome(),
                decided.decision().detail(),
                decided.atNanos());
    }

    // What is too old, or too much

    @Test
    void whatIsTooOldIsForgotten() {
        open(options().maxAge(Duration.ofDays(1)));
        for (int i = 0; i < 2_500; i++) {
            store.accept(trace("0".repeat(31) + "1", 200, "/old", NOON.minus(Duration.ofDays(2))));
        }
        store.accept(log(null, NOON.minus(Duration.ofDays(2)), "old"));
        store.accept(trace(ID, 200));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(paths(TraceFilter.ALL)).containsExactly("/create_order"));
        await().untilAsserted(() -> assertThat(reader.logs(Long.MIN_VALUE, Instant.EPOCH, null, PLENTY))
                .isEmpty());
    }

    @Test
    void noMoreThanTheLastTracesAreKept() {
        open(options().maxTraces(100));
        for (int i = 0; i < 3_000; i++) {
            store.accept(trace(ID, 200, "/n" + i, NOON));
        }

        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(paths(TraceFilter.ALL)).hasSize(100).endsWith("/n2999"));
    }

    @Test
    void whatIsRecordedCanBeReadWithinTwoSeconds() throws Exception {
        open();
        Promptly.followed(Duration.ofSeconds(2), round -> {
            Trace trace = trace(200);
            store.accept(trace);
            return () -> !reader.traces(trace.requestId()).isEmpty();
        });
    }

    // Several

    @Test
    void severalProcessesMayWriteAndRead() {
        open();
        try (TraceStore second = options().open()) {
            for (int i = 0; i < 2_000; i++) {
                store.accept(trace(200));
                second.accept(trace(200));
            }
            await().atMost(LONG)
                    .until(() ->
                            readerOf(second).lastTraces(TraceFilter.ALL, PLENTY).size() == 4_000);
            assertThat(reader.lastTraces(TraceFilter.ALL, PLENTY)).hasSize(4_000);
            assertThat(second.dropped() + store.dropped()).isZero();
        }
    }

    @Test
    void itReadsWhatAStoreRecordedAndHasNoWriter() {
        try (TraceStore recorder = options().open()) {
            recorder.accept(trace("1".repeat(32), 200));
            recorder.accept(log(null, NOON, "a"));
        }

        try (TraceReader existing = openExisting()) {
            assertThat(existing.traces("1".repeat(32))).hasSize(1);
            assertThat(existing.lastTraceNumber()).isEqualTo(1);
            assertThat(existing.lastLogNumber()).isEqualTo(1);
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("flux-trace-writer");
            assertThat(existing.lastTraces(TraceFilter.ALL, 10)).hasSize(1);
        }
    }

    @Test
    void manyMayReadWhatOneWrites() {
        try (TraceStore recorder = options().open();
                TraceReader existing = openExisting();
                TraceReader another = openExisting()) {
            assertThat(existing.lastTraceNumber()).isZero();
            recorder.accept(trace("1".repeat(32), 200));
            await().until(() -> recorder.recorded() == 1);

            assertThat(existing.lastTraceNumber()).isEqualTo(1);
            assertThat(another.lastTraceNumber()).isEqualTo(1);
        }
    }

    @Test
    void whoFollowsSeesEachTraceOnceWhileSeveralWrite() {
        open(options().writerShare(1));
        List<TraceStore> writers = List.of(
                store, options().writerShare(1).open(), options().writerShare(1).open());
        List<String> followed = new ArrayList<>();
        long number = 0;
        try {
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 50; i++) {
                    for (TraceStore writer : writers) {
                        writer.accept(trace(200));
                    }
                }
                number = follow(number, followed);
            }
            long last = number;
            await().atMost(LONG)
                    .until(() ->
                            writers.stream().mapToLong(TraceStore::recorded).sum() == 3_000);
            follow(last, followed);
        } finally {
            writers.forEach(TraceStore::close);
        }

        assertThat(followed).doesNotHaveDuplicates().hasSize(3_000);
    }

    private long follow(long after, List<String> followed) {
        long number = after;
        List<Numbered<Trace>> page = reader.tracesAfter(number, TraceFilter.ALL, PLENTY);
        for (Numbered<Trace> one : page) {
            followed.add(one.value().requestId());
            number = one.number();
        }
        return number;
    }
}
