package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Idempotency;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.invocation.Settlement;
import io.fluxgateway.invocation.Submission;
import io.fluxgateway.testkit.InvocationQueueContract;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for the queue in any database, seen by two stores as by two processes. */
abstract class JdbcQueueCases extends InvocationQueueContract {
    static final String PROJECT = "shop";

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MANY = 100;
    private static final Settlement SUCCESS = new Settlement(
            InvocationStatus.SUCCEEDED, Duration.ZERO, new Outcome(null, null, "ok", Duration.ofMillis(1)), null);

    private final List<Store> stores = new ArrayList<>();

    /** The database under test: the same one throughout a test, and empty at its start. */
    abstract TestDatabase database();

    /** A store in it, with the clock of the test where it goes by one. */
    abstract Store openStore();

    /** Where another process finds it: a folder or a URL. */
    abstract String place();

    /** The first value that a query finds in the queue's tables. */
    abstract String read(String query) throws SQLException;

    @Override
    protected InvocationQueue open(QueueLimits limits) {
        Store store = openStore();
        stores.add(store);
        return store.queue(PROJECT, limits);
    }

    @AfterEach
    void closeStores() {
        stores.forEach(Store::close);
    }

    @Test
    void whatAProcessTookBeforeItWasKilledIsThere() throws Exception {
        try (OtherProcess killed =
                OtherProcess.start(System.getProperty("java.class.path"), place(), "queue-and-die", "20", "5")) {
            assertThat(killed.result()).endsWith("exit 9");
        }

        pass(HOUR);
        assertThat(claimAll("w"))
                .extracting(Lease::attempt)
                .hasSize(20)
                .as("what it ran runs again")
                .areExactly(15, new Condition<>(attempt -> attempt == 1, "first"))
                .areExactly(5, new Condition<>(attempt -> attempt == 2, "second"));
    }

    @Test
    void whileItRunsNothingIsHandedOutAgainHoweverTheClockJumps() throws Exception {
        for (int i = 0; i < 10; i++) {
            offer(call("receipt", "k_" + i % 3));
        }
        List<Lease> running = claimAll("w");
        assertThat(running).hasSize(10);

        for (Duration jump : List.of(HOUR, HOUR.multipliedBy(-2), HOUR)) {
            pass(jump);
            get(queue().tidy());
            for (int i = 0; i < 20; i++) {
                assertThat(get(queue().claim(claim("w", MANY, running)))).isEmpty();
            }
            assertThat(get(queue().renew(running, Duration.ofSeconds(30)))).isEmpty();
        }

        for (Lease lease : running) {
            assertThat(get(queue().settle(lease, SUCCESS))).isTrue();
            InvocationState state = get(queue().find(lease.id())).orElseThrow();
            assertThat(state.attempts()).isEqualTo(1);
            assertThat(state.status()).isEqualTo(InvocationStatus.SUCCEEDED);
        }
    }

    @Test
    void aClockThatIsPutBackIsNewsOnce() throws Exception {
        AtomicInteger news = new AtomicInteger();
        queue().onReady(news::incrementAndGet);
        offer(call("receipt", "k_1"));
        await().untilAsserted(() -> assertThat(news).as("it was offered").hasValue(1));
        pass(HOUR.negated());

        for (int i = 0; i < 10; i++) {
            get(queue().tidy());
        }
        get(queue().claim(claim("w", 1, List.of())));

        await().until(() -> news.get() > 1);
        assertThat(news).hasValue(2);
    }

    @Test
    void nothingIsLeftOfWhatIsForgotten() throws Exception {
        queue().close();
        try (InvocationQueue limited =
                open(QueueLimits.DEFAULT.withRetention(HOUR).withIdempotencyWindow(HOUR))) {
            Invocation invocation = call("receipt", "k_1");
            Submission submission =
                    new Submission(invocation, Duration.ZERO, new Idempotency("k".repeat(64), "f".repeat(64)));
            assertThat(get(limited.offer(submission))).isEqualTo(Admission.ACCEPTED);
            Lease lease = get(limited.claim(claim("w", 1, List.of()))).get(0);
            get(limited.settle(lease, SUCCESS));
            assertThat(rows()).isEqualTo("1 1 1");

            pass(HOUR.plusSeconds(1));

            assertThat(get(limited.tidy())).isEqualTo(1);
            assertThat(rows()).isEqualTo("0 0 0");
        }
    }

    private String rows() throws SQLException {
        return read("SELECT (SELECT count(*) FROM invocation) || ' ' || (SELECT count(*) FROM invocation_input) || ' '"
                + " || (SELECT count(*) FROM idempotency)");
    }

    @Test
    void projectsSeeNothingOfEachOther() throws Exception {
        Invocation invocation = call("receipt", "k_1");
        offer(invocation);
        Store store = openStore();
        stores.add(store);
        InvocationQueue other = store.queue("other");

        assertThat(get(other.claim(claim("w", MANY, List.of())))).isEmpty();
        assertThat(get(other.find(invocation.id()))).isEmpty();
        assertThat(get(other.discard(invocation.id()))).isFalse();
        assertThat(get(other.stats()).queued()).isZero();
        assertThat(get(other.offer(new Submission(invocation)))).isEqualTo(Admission.ACCEPTED);
        assertThat(claimAll("w")).extracting(Lease::id).isEqualTo(List.of(invocation.id()));
        assertThat(get(queue().renew(get(other.claim(claim("v", MANY, List.of()))), HOUR)))
                .as("leases of another project")
                .hasSize(1);
    }

    @Test
    void aClosedStoreClosesItsQueues() throws Exception {
        InvocationQueue queue = queue();
        stores.forEach(Store::close);

        assertThat(queue.offer(new Submission(call("receipt", "k_1"))).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(queue.stats().toCompletableFuture()).isCompletedExceptionally();
    }
}
