package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Quota;
import io.fluxgateway.project.CallbackSettings;
import io.fluxgateway.project.JwtSettings;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.ProjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every {@link ProjectStore} does. Extend it once per implementation. */
@SuppressWarnings("try") // a watch is opened for what it does until it is closed
public abstract class ProjectStoreContract {
    private static final String PROJECT = "shop";
    private static final ProjectSettings PRO = new ProjectSettings("pro", List.of());
    private static final ProjectSettings TEAM =
            new ProjectSettings("team", List.of("https://b.example", "https://*.a.example"));
    private static final int PATIENCE_SECONDS = 30;

    /** The store under test: the same one throughout a test, and empty at its start. */
    protected abstract ProjectStore store();

    /**
     * The store through which others change it: another process's view of the same settings, where there is such a thing.
     */
    protected ProjectStore elsewhere() {
        return store();
    }

    @Test
    void aProjectThatWasNeverStoredHasTheDefaults() {
        assertThat(store().settings(PROJECT)).isEqualTo(ProjectSettings.DEFAULT);
    }

    @Test
    void settingsAreStoredWholeAndReadBackAtOnce() {
        store().update(PROJECT, TEAM);
        assertThat(store().settings(PROJECT)).isEqualTo(TEAM);

        store().update(PROJECT, PRO);
        assertThat(store().settings(PROJECT)).isEqualTo(PRO);
    }

    @Test
    void aLimitOfItsOwnIsStoredAndTakenBack() {
        ProjectSettings own = TEAM.withLimit(new Quota(500, 1_000));
        store().update(PROJECT, own);
        assertThat(store().settings(PROJECT)).isEqualTo(own);

        store().update(PROJECT, own.withPlan("pro"));
        assertThat(store().settings(PROJECT)).isEqualTo(TEAM.withPlan("pro"));
    }

    @Test
    void aListenerIsToldOfALimit() throws Exception {
        BlockingQueue<ProjectSettings> told = new LinkedBlockingQueue<>();
        ProjectSettings own = ProjectSettings.DEFAULT.withLimit(new Quota(500, 1_000));
        try (ProjectStore.Watch watch = store().watch(PROJECT, told::add)) {
            elsewhere().update(PROJECT, own);
            assertThat(next(told)).isEqualTo(own);
        }
    }

    @Test
    void callbacksAreStoredWholeAndTakenBack() {
        CallbackSettings first =
                CallbackSettings.OFF.with(List.of("http://127.0.0.1:9000", "https://*.a.example"), true);
        store().update(PROJECT, TEAM.withCallbacks(first));
        assertThat(store().settings(PROJECT)).isEqualTo(TEAM.withCallbacks(first));

        CallbackSettings rotated = first.rotated(Instant.parse("2026-05-01T00:00:00.123456789Z"), Duration.ofHours(24));
        store().update(PROJECT, TEAM.withCallbacks(rotated));
        assertThat(store().settings(PROJECT)).isEqualTo(TEAM.withCallbacks(rotated));
        assertThat(elsewhere().settings(PROJECT).callbacks().previous()).isNotNull();

        CallbackSettings off = rotated.with(List.of(), false);
        store().update(PROJECT, TEAM.withCallbacks(off));
        assertThat(store().settings(PROJECT)).isEqualTo(TEAM.withCallbacks(off));

        store().update(PROJECT, TEAM);
        assertThat(store().settings(PROJECT).callbacks()).isEqualTo(CallbackSettings.OFF);
    }

    @Test
    void aListenerIsToldOfAnotherSecret() throws Exception {
        CallbackSettings callbacks = CallbackSettings.OFF.with(List.of("https://a.example"), false);
        store().update(PROJECT, PRO.withCallbacks(callbacks));
        BlockingQueue<ProjectSettings> told = new LinkedBlockingQueue<>();
        try (ProjectStore.Watch watch = store().watch(PROJECT, told::add)) {
            ProjectSettings rotated = PRO.withCallbacks(callbacks.rotated(Instant.EPOCH, Duration.ZERO));
            elsewhere().update(PROJECT, rotated);
            assertThat(next(told)).isEqualTo(rotated);
        }
    }

    @Test
    void whoseTokensAreTakenIsStoredWholeAndTakenBack() {
        JwtSettings all = new JwtSettings(
                "https://login.example/tenant/",
                "api://shop",
                Set.of("PS256", "EdDSA"),
                "https://keys.example/set?v=2",
                List.of("email", "roles"),
                "pro");
        store().update(PROJECT, TEAM.withJwt(all));
        assertThat(store().settings(PROJECT)).isEqualTo(TEAM.withJwt(all));
        assertThat(elsewhere().settings(PROJECT).jwt()).isEqualTo(all);

        JwtSettings few = JwtSettings.of("https://login.example", "shop");
        store().update(PROJECT, PRO.withJwt(few));
        assertThat(store().settings(PROJECT)).isEqualTo(PRO.withJwt(few));

        store().update(PROJECT, PRO.withJwt(null));
        assertThat(store().settings(PROJECT)).isEqualTo(PRO);
    }

    @Test
    void aListenerIsToldOfAnotherIssuer() throws Exception {
        BlockingQueue<ProjectSettings> told = new LinkedBlockingQueue<>();
        ProjectSettings one = PRO.withJwt(JwtSettings.of("https://one.example", "shop"));
        ProjectSettings other = PRO.withJwt(JwtSettings.of("https://other.example", "shop"));
        store().update(PROJECT, one);
        try (ProjectStore.Watch watch = store().watch(PROJECT, told::add)) {
            elsewhere().update(PROJECT, other);
            assertThat(next(told)).isEqualTo(other);
            elsewhere().update(PROJECT, PRO);
            assertThat(next(told)).isEqualTo(PRO);
        }
    }

    @Test
    void theOrderOfOriginsIsKept() {
        List<String> origins = List.of("https://c.example", "https://a.example", "https://b.example", "*");
        store().update(PROJECT, new ProjectSettings("free", origins));

        assertThat(store().settings(PROJECT).corsOrigins()).isEqualTo(origins);
    }

    @Test
    void anOriginThatIsNamedTwiceIsKeptTwice() {
        List<String> origins = List.of("https://a.example", "https://a.example");
        store().update(PROJECT, new ProjectSettings("free", origins));

        assertThat(store().settings(PROJECT).corsOrigins()).isEqualTo(origins);
    }

    @Test
    void projectsDoNotSeeEachOther() {
        store().update("blog", TEAM);

        assertThat(store().settings(PROJECT)).isEqualTo(ProjectSettings.DEFAULT);
    }

    @Test
    void aChangeOfAnotherIsReadAtOnce() {
        elsewhere().update(PROJECT, PRO);

        assertThat(store().settings(PROJECT)).isEqualTo(PRO);
    }

    @Test
    void aListenerIsToldEachChange() throws Exception {
        BlockingQueue<ProjectSettings> told = new LinkedBlockingQueue<>();
        try (ProjectStore.Watch watch = store().watch(PROJECT, told::add)) {
            store().update(PROJECT, PRO);
            assertThat(next(told)).isEqualTo(PRO);
            elsewhere().update(PROJECT, TEAM);
            assertThat(next(told)).isEqualTo(TEAM);
            store().update(PROJECT, ProjectSettings.DEFAULT);
            assertThat(next(told)).isEqualTo(ProjectSettings.DEFAULT);
        }
    }

    @Test
    void aChangeOfAnotherIsToldWithinASecond() throws Exception {
        AtomicReference<ProjectSettings> told = new AtomicReference<>();
        try (ProjectStore.Watch watch = store().watch(PROJECT, told::set)) {
            Promptly.followed(Duration.ofSeconds(1), round -> {
                ProjectSettings settings = new ProjectSettings("plan-" + round, List.of());
                elsewhere().update(PROJECT, settings);
                return () -> settings.equals(told.get());
            });
        }
    }

    @Test
    void aListenerIsToldNothingThatDidNotChange() throws Exception {
        store().update(PROJECT, PRO);
        BlockingQueue<ProjectSettings> told = new LinkedBlockingQueue<>();
        try (ProjectStore.Watch watch = store().watch(PROJECT, told::add)) {
            elsewhere().update(PROJECT, PRO);
            elsewhere().update("blog", TEAM);
            elsewhere().update(PROJECT, TEAM);
            assertThat(next(told)).isEqualTo(TEAM);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void everyListenerIsTold() throws Exception {
        BlockingQueue<ProjectSettings> one = new LinkedBlockingQueue<>();
        BlockingQueue<ProjectSettings> two = new LinkedBlockingQueue<>();
        BlockingQueue<ProjectSettings> other = new LinkedBlockingQueue<>();
        try (ProjectStore.Watch a = store().watch(PROJECT, one::add);
                ProjectStore.Watch b = store().watch(PROJECT, two::add);
                ProjectStore.Watch c = store().watch("blog", other::add)) {
            elsewhere().update(PROJECT, PRO);
            elsewhere().update("blog", TEAM);

            assertThat(next(one)).isEqualTo(PRO);
            assertThat(next(two)).isEqualTo(PRO);
            assertThat(next(other)).isEqualTo(TEAM);
        }
    }

    @Test
    void aListenerThatThrowsIsToldTheNextChangeToo() throws Exception {
        BlockingQueue<ProjectSettings> told = new LinkedBlockingQueue<>();
        try (ProjectStore.Watch watch = store().watch(PROJECT, settings -> {
            told.add(settings);
            throw new IllegalArgumentException("thrown by a test");
        })) {
            elsewhere().update(PROJECT, PRO);
            assertThat(next(told)).isEqualTo(PRO);
            elsewhere().update(PROJECT, TEAM);
            assertThat(next(told)).isEqualTo(TEAM);
        }
    }

    @Test
    void aListenerMayChangeTheSettingsItIsToldOf() throws Exception {
        BlockingQueue<ProjectSettings> told = new LinkedBlockingQueue<>();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger deepest = new AtomicInteger();
        try (ProjectStore.Watch watch = store().watch(PROJECT, settings -> {
            deepest.accumulateAndGet(inside.incrementAndGet(), Math::max);
            if (settings.equals(PRO)) {
                store().update(PROJECT, TEAM);
            }
            inside.decrementAndGet();
            told.add(settings);
        })) {
            elsewhere().update(PROJECT, PRO);

            assertThat(next(told)).isEqualTo(PRO);
            assertThat(next(told)).isEqualTo(TEAM);
            assertThat(deepest).as("calls at a time").hasValue(1);
        }
    }

    @Test
    void callsComeOneAtATimeAndEndWithTheLastSettings() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicReference<ProjectSettings> last = new AtomicReference<>();
        CountDownLatch finished = new CountDownLatch(1);
        try (ProjectStore.Watch watch = store().watch(PROJECT, settings -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            last.set(settings);
            inside.decrementAndGet();
            if (settings.equals(TEAM)) {
                finished.countDown();
            }
        })) {
            Thread[] writers = new Thread[4];
            for (int i = 0; i < writers.length; i++) {
                ProjectStore through = i % 2 == 0 ? store() : elsewhere();
                String name = "plan-" + i;
                writers[i] = new Thread(() -> {
                    for (int n = 0; n < 25; n++) {
                        through.update(PROJECT, new ProjectSettings(name + "-" + n, List.of()));
                    }
                });
                writers[i].start();
            }
            for (Thread writer : writers) {
                writer.join();
            }
            store().update(PROJECT, TEAM);

            assertThat(finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(last).hasValue(TEAM);
            assertThat(most).as("calls at a time").hasValue(1);
        }
    }

    @Test
    void aClosedWatchIsToldNothingMore() throws Exception {
        BlockingQueue<ProjectSettings> ended = new LinkedBlockingQueue<>();
        BlockingQueue<ProjectSettings> open = new LinkedBlockingQueue<>();
        ProjectStore.Watch watch = store().watch(PROJECT, ended::add);
        try (ProjectStore.Watch other = store().watch(PROJECT, open::add)) {
            watch.close();
            watch.close();
            elsewhere().update(PROJECT, PRO);
            assertThat(next(open)).isEqualTo(PRO);
        }
        assertThat(ended).isEmpty();
    }

    @Test
    void aListenerMayCloseItsOwnWatch() throws Exception {
        BlockingQueue<ProjectSettings> told = new LinkedBlockingQueue<>();
        BlockingQueue<ProjectSettings> open = new LinkedBlockingQueue<>();
        CompletableFuture<ProjectStore.Watch> own = new CompletableFuture<>();
        own.complete(store().watch(PROJECT, settings -> {
            own.join().close();
            told.add(settings);
        }));
        try (ProjectStore.Watch other = store().watch(PROJECT, open::add)) {
            elsewhere().update(PROJECT, PRO);
            assertThat(next(told)).isEqualTo(PRO);
            assertThat(next(open)).isEqualTo(PRO);
            elsewhere().update(PROJECT, TEAM);
            assertThat(next(open)).isEqualTo(TEAM);
        }
        assertThat(told).isEmpty();
    }

    private static ProjectSettings next(BlockingQueue<ProjectSettings> told) throws InterruptedException {
        ProjectSettings settings = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(settings).as("what the listener is told").isNotNull();
        return settings == null ? ProjectSettings.DEFAULT : settings;
    }
}
