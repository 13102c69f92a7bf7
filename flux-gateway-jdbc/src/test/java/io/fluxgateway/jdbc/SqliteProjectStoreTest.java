package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.ProjectStore;
import io.fluxgateway.testkit.ProjectStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // a watch is opened for what it does until it is closed
class SqliteProjectStoreTest extends ProjectStoreContract {
    private static final ProjectSettings PRO = new ProjectSettings("pro", List.of("https://a.example"));

    @TempDir
    Path folder;

    private SqliteStore server;
    private SqliteStore cli;

    @BeforeEach
    void open() {
        server = SqliteStore.open(folder);
        cli = SqliteStore.open(folder);
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
    void aChangeByAnotherStoreIsToldWithinASecond() {
        AtomicReference<ProjectSettings> told = new AtomicReference<>();
        try (ProjectStore.Watch watch = store().watch("shop", told::set)) {
            elsewhere().update("shop", PRO);

            await().atMost(Duration.ofSeconds(1)).until(() -> PRO.equals(told.get()));
        }
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
            assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();

            KeyFixture key = KeyFixture.in(server, "shop", "server");
            assertThat(key.isRevoked(server)).isFalse();
            cli.keys().revoke("shop", "server");
            await().atMost(Duration.ofSeconds(1)).until(() -> key.isRevoked(server));
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
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
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
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
