package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.ProjectStore;
import io.fluxgateway.testkit.ProjectStoreContract;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for settings in any database, seen by two stores as by two processes. */
@SuppressWarnings("try") // a watch is opened for what it does until it is closed
abstract class ProjectStoreCases extends ProjectStoreContract {
    private static final ProjectSettings PRO = new ProjectSettings("pro", List.of("https://a.example"));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Store server;
    private Store cli;

    /** The database under test: the same one throughout a test, and empty at its start. */
    abstract TestDatabase database();

    @BeforeEach
    void open() {
        server = database().open();
        cli = database().open();
    }

    @AfterEach
    void close() {
        cli.close();
        server.close();
    }

    @Override
    protected ProjectStore store() {
        return server.projects();
    }

    @Override
    protected ProjectStore elsewhere() {
        return cli.projects();
    }

    @Test
    void settingsAreThereAfterTheStoreIsOpenedAgain() {
        store().update("shop", PRO);
        cli.close();
        server.close();
        open();

        assertThat(store().settings("shop")).isEqualTo(PRO);
    }

    @Test
    void aListenerThatTakesLongHoldsUpNoRevocation() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(1);
        try (ProjectStore.Watch watch = store().watch("shop", settings -> {
            called.countDown();
            awaitQuietly(release);
        })) {
            elsewhere().update("shop", PRO);
            assertThat(called.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            KeyFixture key = KeyFixture.in(server, "shop", "server");
            assertThat(key.isRevoked(server)).isFalse();
            cli.keys().revoke("shop", "server");
            await().atMost(PATIENCE).until(() -> key.isRevoked(server)); // sooner than the listener ends of itself
            release.countDown();
        }
    }

    @Test
    void closingAWatchWaitsForTheCallUnderWay() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        LinkedBlockingQueue<String> order = new LinkedBlockingQueue<>();
        ProjectStore.Watch watch = store().watch("shop", settings -> {
            called.countDown();
            awaitQuietly(release);
            order.add("call over");
        });
        elsewhere().update("shop", PRO);
        assertThat(called.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Thread closer = new Thread(() -> {
            watch.close();
            order.add("closed");
        });
        closer.start();
        await().until(() -> closer.getState() == Thread.State.WAITING);
        release.countDown();
        closer.join();

        assertThat(order).containsExactly("call over", "closed");
    }

    @Test
    void nobodyIsToldAnythingAfterTheStoreIsClosed() {
        LinkedBlockingQueue<ProjectSettings> told = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<ProjectSettings> open = new LinkedBlockingQueue<>();
        var unused = store().watch("shop", told::add);
        server.close();
        try (ProjectStore.Watch watch = elsewhere().watch("shop", open::add)) {
            elsewhere().update("shop", PRO);
            await().until(() -> open.contains(PRO));
        }

        assertThat(told).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
