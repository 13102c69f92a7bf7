package io.fluxgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.deployment.Bundle;
import io.fluxgateway.deployment.BundleCache;
import io.fluxgateway.deployment.BundleFile;
import io.fluxgateway.deployment.Deployer;
import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.deployment.InMemoryDeploymentStore;
import io.fluxgateway.deployment.NodeReport;
import io.fluxgateway.deployment.Rollout;
import io.fluxgateway.deployment.RolloutException;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.Target;
import io.fluxgateway.route.RouteTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeploymentFollowerTest {
    private static final String PROJECT = "shop";
    private static final Duration ALIVE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final DeploymentStore store = new InMemoryDeploymentStore();
    private final SlowRuntime runtime = new SlowRuntime();
    private final Gateway gateway = Gateway.builder(PROJECT).runtime(runtime).build();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<DeploymentFollower> followers = new ArrayList<>();

    /** Gets functions ready when the test says so. */
    private static final class SlowRuntime implements FunctionRuntime {
        private final Set<String> running = ConcurrentHashMap.newKeySet();
        private volatile CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);

        @Override
        public String name() {
            return "deno";
        }

        @Override
        public CompletionStage<Target> acquire(FunctionManifest function) {
            return CompletableFuture.failedFuture(new FunctionStartException("not called here"));
        }

        @Override
        public CompletionStage<Void> prepare(FunctionManifest function) {
            running.add(function.name());
            return ready;
        }

        @Override
        public void retain(Collection<FunctionManifest> functions) {
            running.retainAll(functions.stream().map(FunctionManifest::name).toList());
        }
    }

    @AfterEach
    void close() {
        followers.forEach(DeploymentFollower::close);
        gateway.close();
    }

    private DeploymentFollower follow() throws DeploymentException {
        DeploymentFollower follower = new DeploymentFollower(
                gateway,
                PROJECT,
                "web-1",
                store,
                new BundleCache(folder.resolve("deployed"), folder.resolve("data")),
                Duration.ofSeconds(30),
                new DeploymentFollower.Listener() {
                    @Override
                    public void live(RouteTable routes) {
                        told.add("live " + routes.deployment());
                    }

                    @Override
                    public void refused(long deployment, String reason) {
                        told.add("refused " + deployment + ": " + reason);
                    }
                });
        followers.add(follower);
        follower.start();
        return follower;
    }

    private long add(String name, String json) throws Exception {
        BundleFile manifest = put("functions/" + name + "/flux.json", json);
        BundleFile module = put("functions/" + name + "/index.ts", "export default () => 1;");
        return store.add(PROJECT, Map.of(name, new Bundle(List.of(manifest, module), List.of())))
                .number();
    }

    private long add(String name) throws Exception {
        return add(name, "{\"name\": \"" + name + "\"}");
    }

    private BundleFile put(String path, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        store.put(content);
        return new BundleFile(path, Bundle.sha256(content), content.length);
    }

    private void rollOut(long deployment) throws Exception {
        new Deployer(store, PROJECT, Duration.ofSeconds(30)).rollOut(deployment);
    }

    private List<String> served() {
        return gateway.routes().functions().stream().map(FunctionManifest::name).toList();
    }

    @Test
    void whatIsLiveIsServedWhenItHasStarted() throws Exception {
        rollOut(add("a"));

        DeploymentFollower follower = follow();

        assertThat(served()).containsExactly("a");
        assertThat(gateway.routes().deployment()).isEqualTo(1);
        assertThat(follower.serving()).isEqualTo(1);
        assertThat(told).isEmpty();
    }

    @Test
    void aRolloutIsServedWhenItIsLiveAndNotBefore() throws Exception {
        rollOut(add("a"));
        DeploymentFollower follower = follow();
        Rollout rollout = store.begin(PROJECT, add("b"));
        await().until(() -> store.nodes(PROJECT, ALIVE).get(0).rollout() == rollout.number());

        assertThat(served()).containsExactly("a");
        store.goLive(rollout);

        await().until(() -> follower.serving() == 2);
        assertThat(served()).containsExactly("b");
        await().until(() -> told.equals(List.of("live 2")));
    }

    @Test
    void aNodeThatTakesLongToGetReadySaysThatItIsAlive() throws Exception {
        rollOut(add("a"));
        CompletableFuture<Void> ready = new CompletableFuture<>();
        runtime.ready = ready;
        follow();
        long b = add("b");
        Rollout rollout = store.begin(PROJECT, b);

        awaitHeartbeats();
        assertThat(store.nodes(PROJECT, ALIVE).get(0).rollout()).isLessThan(rollout.number());

        ready.complete(null);
        await().until(() -> store.nodes(PROJECT, ALIVE).get(0).rollout() == rollout.number());
    }

    /** Seen by their effect: a node that was forgotten comes back with its next one. */
    private void awaitHeartbeats() {
        for (int i = 0; i < 2; i++) {
            store.forget(PROJECT, "web-1");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !store.nodes(PROJECT, ALIVE).isEmpty());
        }
    }

    @Test
    void aFunctionThatCannotBeMadeReadyKeepsItsDeploymentFromBeingLive() throws Exception {
        rollOut(add("a"));
        follow();
        runtime.ready = CompletableFuture.failedFuture(new FunctionStartException("no till"));
        long broken = add("b");

        assertThatThrownBy(() -> rollOut(broken))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("on web-1: b: no till");
        assertThat(served()).containsExactly("a");
        assertThat(told).containsExactly("refused 2: b: no till");
    }

    @Test
    void whatWasMadeReadyForADeploymentThatFailedElsewhereEnds() throws Exception {
        rollOut(add("a"));
        follow();
        Rollout rollout = store.begin(PROJECT, add("b"));
        await().until(() -> store.nodes(PROJECT, ALIVE).get(0).rollout() == rollout.number());
        assertThat(runtime.running).contains("b");

        store.fail(rollout, "another node cannot load it");

        await().until(() -> !runtime.running.contains("b"));
        assertThat(served()).containsExactly("a");
    }

    @Test
    void filesThatDeclareNoSuchFunctionAreRefused() throws Exception {
        rollOut(add("a"));
        follow();

        assertThatThrownBy(() -> rollOut(add("b", "{\"name\": \"c\"}")))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("b: its files do not declare it");
        assertThatThrownBy(() -> rollOut(add("d", "{\"name\": \"d\", \"method\": \"POTS\"}")))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("functions/d/flux.json:1: method \"POTS\"");
        assertThat(served()).containsExactly("a");
    }

    @Test
    void whatIsLiveAndCannotBeLoadedIsToldWhenItStarts() throws Exception {
        rollOut(add("b", "{\"name\": \"c\"}")); // no node was there to refuse it

        assertThatThrownBy(this::follow)
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("b: its files do not declare it");
    }

    @Test
    void aNodeThatEndsIsForgotten() throws Exception {
        DeploymentFollower follower = follow();
        assertThat(store.nodes(PROJECT, ALIVE)).extracting(NodeReport::node).containsExactly("web-1");

        follower.close();

        assertThat(store.nodes(PROJECT, ALIVE)).isEmpty();
    }
}
