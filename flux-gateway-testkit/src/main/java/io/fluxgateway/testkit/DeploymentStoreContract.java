package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.deployment.Bundle;
import io.fluxgateway.deployment.BundleFile;
import io.fluxgateway.deployment.Deployment;
import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.deployment.MissingContentException;
import io.fluxgateway.deployment.NodeReport;
import io.fluxgateway.deployment.Rollout;
import io.fluxgateway.deployment.Rollout.State;
import io.fluxgateway.deployment.Rollouts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link DeploymentStore} does. Extend it once per implementation. */
@SuppressWarnings("try") // a watch is opened for what it does until it is closed
public abstract class DeploymentStoreContract {
    private static final String PROJECT = "shop";
    private static final Duration ALIVE = Duration.ofMinutes(5);
    private static final int PATIENCE_SECONDS = 60;
    private static final int AT_ONCE = 8;

    /** The store under test: the same one throughout a test, and empty at its start. */
    protected abstract DeploymentStore store();

    /** The store through which others see it: another process's view, where there is such a thing. */
    protected DeploymentStore elsewhere() {
        return store();
    }

    /** A bundle of one file whose content is stored. */
    protected final Bundle stored(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        store().put(content);
        return bundle(text);
    }

    private static Bundle bundle(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        BundleFile file = new BundleFile("functions/a/index.ts", Bundle.sha256(content), content.length);
        return new Bundle(List.of(file), List.of("data/orders"));
    }

    private Deployment deploy(String text) throws MissingContentException {
        return store().add(PROJECT, Map.of("a", stored(text)));
    }

    @Test
    void aContentIsKeptUnderItsDigestAndOnlyOnce() throws Exception {
        byte[] content = {0, 1, -1, 10, 13, 127};
        String sha256 = Bundle.sha256(content);
        assertThat(store().missing(List.of(sha256))).containsExactly(sha256);

        store().put(content);
        store().put(content);

        assertThat(elsewhere().missing(List.of(sha256))).isEmpty();
        assertThat(elsewhere().content(sha256)).isEqualTo(content);
    }

    @Test
    void onlyMissingContentsAreMissingAmongThousands() {
        List<String> digests = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            digests.add(Bundle.sha256(new byte[] {(byte) i, (byte) (i >> 8)}));
        }
        store().put(new byte[] {7, 0});

        Set<String> missing = store().missing(digests);

        assertThat(missing).hasSize(1_999).doesNotContain(digests.get(7));
    }

    @Test
    void aContentThatIsNotThereIsTold() {
        String sha256 = Bundle.sha256(new byte[] {1});

        assertThatThrownBy(() -> store().content(sha256))
                .isInstanceOf(MissingContentException.class)
                .hasMessageContaining(sha256);
    }

    @Test
    void aDeploymentIsReadBackAsItWas() throws Exception {
        Map<String, Bundle> functions =
                Map.of("b", stored("b"), "a", stored("a"), "c", new Bundle(List.of(), List.of()));
        Deployment added = store().add(PROJECT, functions);

        assertThat(added.functions()).isEqualTo(functions);
        assertThat(elsewhere().deployment(PROJECT, added.number())).isEqualTo(added);
        assertThat(elsewhere().deployments(PROJECT)).containsExactly(added);
    }

    @Test
    void deploymentsAreNumberedFromOneInEachProject() throws Exception {
        assertThat(deploy("1").number()).isEqualTo(1);
        assertThat(deploy("2").number()).isEqualTo(2);
        assertThat(store().add("blog", Map.of("a", stored("1"))).number()).isEqualTo(1);
        assertThat(store().deployments(PROJECT)).extracting(Deployment::number).containsExactly(2L, 1L);
        assertThat(store().deployment(PROJECT, 3)).isNull();
    }

    @Test
    void aDeploymentWithoutTheContentOfItsFilesIsRefusedWhole() {
        Map<String, Bundle> functions = Map.of("a", stored("there"), "b", bundle("not there"));

        assertThatThrownBy(() -> store().add(PROJECT, functions)).isInstanceOf(MissingContentException.class);
        assertThat(store().deployments(PROJECT)).isEmpty();
    }

    @Test
    void nothingIsLiveUntilARolloutIsOver() throws Exception {
        Deployment deployment = deploy("1");
        assertThat(store().rollouts(PROJECT)).isEqualTo(new Rollouts(0, null));

        Rollout rollout = store().begin(PROJECT, deployment.number());
        assertThat(elsewhere().rollouts(PROJECT)).isEqualTo(new Rollouts(0, rollout));

        assertThat(store().goLive(rollout)).isTrue();
        assertThat(elsewhere().rollouts(PROJECT)).isEqualTo(new Rollouts(1, null));
        assertThat(store().history(PROJECT)).extracting(Rollout::state).containsExactly(State.LIVE);
    }

    @Test
    void aRolloutThatFailedChangesNothing() throws Exception {
        store().goLive(store().begin(PROJECT, deploy("1").number()));
        Rollout failed = store().begin(PROJECT, deploy("2").number());

        store().fail(failed, "it is broken");

        assertThat(store().rollouts(PROJECT)).isEqualTo(new Rollouts(1, null));
        assertThat(store().goLive(failed)).isFalse();
        assertThat(store().rollouts(PROJECT).live()).isEqualTo(1);
        assertThat(store().history(PROJECT))
                .first()
                .satisfies(rollout -> assertThat(rollout.state()).isEqualTo(State.FAILED))
                .satisfies(rollout -> assertThat(rollout.reason()).isEqualTo("it is broken"));
    }

    @Test
    void ofTwoRolloutsTheLaterOneGoesLiveAndTheOtherIsToldSo() throws Exception {
        Rollout first = store().begin(PROJECT, deploy("1").number());
        Rollout second = elsewhere().begin(PROJECT, deploy("2").number());

        assertThat(store().goLive(first)).isFalse();
        store().fail(first, "too late");
        assertThat(elsewhere().goLive(second)).isTrue();

        assertThat(store().rollouts(PROJECT)).isEqualTo(new Rollouts(2, null));
        assertThat(store().history(PROJECT)).extracting(Rollout::state).containsExactly(State.LIVE, State.OVERTAKEN);
        assertThat(second.number()).isGreaterThan(first.number());
    }

    @Test
    void anEarlierDeploymentCanBeLiveAgain() throws Exception {
        store().goLive(store().begin(PROJECT, deploy("1").number()));
        store().goLive(store().begin(PROJECT, deploy("2").number()));

        store().goLive(store().begin(PROJECT, 1));

        assertThat(store().rollouts(PROJECT).live()).isEqualTo(1);
        assertThat(store().history(PROJECT)).extracting(Rollout::deployment).containsExactly(1L, 2L, 1L);
    }

    @Test
    void whatWasNeverDeployedCannotBeRolledOut() {
        assertThatThrownBy(() -> store().begin(PROJECT, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4")
                .hasMessageContaining(PROJECT);
    }

    @Test
    void manyRolloutsAtOnceLeaveOneUnderWay() throws Exception {
        long number = deploy("1").number();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Boolean>> wentLive = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                DeploymentStore own = i % 2 == 0 ? store() : elsewhere();
                wentLive.add(threads.submit(() -> {
                    start.await();
                    return own.goLive(own.begin(PROJECT, number));
                }));
            }
            start.countDown();
            int live = 0;
            for (Future<Boolean> each : wentLive) {
                live += each.get(PATIENCE_SECONDS, TimeUnit.SECONDS) ? 1 : 0;
            }

            assertThat(store().rollouts(PROJECT)).isEqualTo(new Rollouts(number, null));
            assertThat(store().history(PROJECT).stream().filter(each -> each.state() == State.LIVE))
                    .hasSize(live);
            assertThat(live).isPositive();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theOldestAreForgottenButNeverWhatIsLive() throws Exception {
        Bundle first = stored("live since the beginning");
        store().goLive(store().begin(
                        PROJECT, store().add(PROJECT, Map.of("a", first)).number()));

        for (int i = 0; i < DeploymentStore.MAX_DEPLOYMENTS + 5; i++) {
            deploy("version " + i);
        }

        assertThat(store().deployments(PROJECT))
                .hasSizeBetween(DeploymentStore.MAX_DEPLOYMENTS, DeploymentStore.MAX_DEPLOYMENTS + 1);
        assertThat(store().deployment(PROJECT, 1)).isNotNull();
        assertThat(store().deployment(PROJECT, 2)).isNull();
        assertThat(store().content(first.files().get(0).sha256())).isNotEmpty();
        assertThat(deploy("next").number()).isEqualTo(DeploymentStore.MAX_DEPLOYMENTS + 7L);
    }

    @Test
    void nodesTellHowTheyStandAndAreForgottenWhenTheyEnd() {
        NodeReport one = new NodeReport("web-1:1", 3, 17, "");
        NodeReport two = new NodeReport("web-2:1", 2, 17, "create_order: it does not compile");
        store().report(PROJECT, new NodeReport("web-1:1", 2, 16, ""));
        store().report(PROJECT, one);
        elsewhere().report(PROJECT, two);
        elsewhere().report("blog", one);

        assertThat(store().nodes(PROJECT, ALIVE)).containsExactlyInAnyOrder(one, two);

        store().forget(PROJECT, one.node());
        assertThat(elsewhere().nodes(PROJECT, ALIVE)).containsExactly(two);
        assertThat(elsewhere().nodes("blog", ALIVE)).containsExactly(one);
    }

    @Test
    void aNodeThatIsSilentIsNotAlive() {
        store().report(PROJECT, new NodeReport("web-1:1", 1, 1, ""));

        assertThat(store().nodes(PROJECT, Duration.ZERO.minusMinutes(1))).isEmpty();
    }

    @Test
    void changesAreToldWhoeverMakesThem() throws Exception {
        Semaphore told = new Semaphore(0);
        try (DeploymentStore.Watch watch = store().watch(PROJECT, told::release)) {
            Rollout rollout = elsewhere().begin(PROJECT, deploy("1").number());
            awaitNews(told);

            elsewhere().goLive(rollout);
            awaitNews(told);
        }
    }

    private static void awaitNews(Semaphore told) throws InterruptedException {
        assertThat(told.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        told.drainPermits();
    }

    @Test
    void aWatchThatWasClosedIsToldNothing() throws Exception {
        Semaphore told = new Semaphore(0);
        Semaphore other = new Semaphore(0);
        store().watch(PROJECT, told::release).close();
        try (DeploymentStore.Watch watch = store().watch(PROJECT, other::release)) {
            store().begin(PROJECT, deploy("1").number());
            awaitNews(other);
        }

        assertThat(told.availablePermits()).isZero();
    }
}
