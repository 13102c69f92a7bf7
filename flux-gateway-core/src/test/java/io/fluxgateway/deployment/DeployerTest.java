package io.fluxgateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.deployment.Rollout.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeployerTest {
    private static final String PROJECT = "shop";

    private final DeploymentStore store = new InMemoryDeploymentStore();
    private final Deployer deployer = new Deployer(store, PROJECT, Duration.ofSeconds(20));

    @BeforeEach
    void deployFirst() throws Exception {
        deployer.rollOut(add("one"));
    }

    private long add(String text) throws Exception {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        store.put(content);
        BundleFile file = new BundleFile("functions/a/index.ts", Bundle.sha256(content), content.length);
        return store.add(PROJECT, Map.of("a", new Bundle(List.of(file), List.of())))
                .number();
    }

    /** A node that says this whenever something changes. */
    private void node(String name, Function<Rollouts, NodeReport> answer) {
        store.report(PROJECT, new NodeReport(name, store.rollouts(PROJECT).live(), 0, ""));
        var unused = store.watch(PROJECT, () -> store.report(PROJECT, answer.apply(store.rollouts(PROJECT))));
    }

    private void readyNode(String name) {
        long[] seen = {0};
        node(name, now -> {
            seen[0] = now.underWay() == null ? seen[0] : now.underWay().number();
            return new NodeReport(name, now.live(), seen[0], "");
        });
    }

    private void refusingNode(String name, String reason) {
        long[] seen = {0};
        node(name, now -> {
            seen[0] = now.underWay() == null ? seen[0] : now.underWay().number();
            return new NodeReport(name, now.live(), seen[0], reason);
        });
    }

    @Test
    void withoutAnyNodeADeploymentIsLiveAtOnce() {
        assertThat(store.rollouts(PROJECT)).isEqualTo(new Rollouts(1, null));
    }

    @Test
    void itIsLiveWhenEveryNodeServesIt() throws Exception {
        readyNode("web-1");
        readyNode("web-2");

        deployer.rollOut(add("two"));

        assertThat(store.rollouts(PROJECT)).isEqualTo(new Rollouts(2, null));
        assertThat(store.nodes(PROJECT, Deployer.NODE_ALIVE))
                .extracting(NodeReport::serving)
                .containsOnly(2L);
    }

    @Test
    void oneNodeThatCannotLoadItKeepsItFromAll() throws Exception {
        readyNode("web-1");
        refusingNode("web-2", "create_order: it does not compile");
        long broken = add("two");

        assertThatThrownBy(() -> deployer.rollOut(broken))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("deployment 2 is not live")
                .hasMessageContaining("deployment 1 still is")
                .hasMessageContaining("web-2: create_order: it does not compile");
        assertThat(store.rollouts(PROJECT)).isEqualTo(new Rollouts(1, null));
        assertThat(store.nodes(PROJECT, Deployer.NODE_ALIVE))
                .extracting(NodeReport::serving)
                .containsOnly(1L);
        assertThat(store.history(PROJECT).get(0).state()).isEqualTo(State.FAILED);
        assertThat(store.history(PROJECT).get(0).reason()).contains("web-2");
    }

    @Test
    void aNodeThatNeverGetsReadyEndsTheRollout() throws Exception {
        node("web-1", now -> new NodeReport("web-1", 1, 0, ""));
        long number = add("two");

        assertThatThrownBy(() -> new Deployer(store, PROJECT, Duration.ofMillis(1)).rollOut(number))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("not ready after")
                .hasMessageContaining("web-1");
        assertThat(store.rollouts(PROJECT)).isEqualTo(new Rollouts(1, null));
    }

    @Test
    void oneThatIsOvertakenIsToldSoAndChangesNothing() throws Exception {
        long two = add("two");
        long three = add("three");
        readyNode("web-1");
        var unused = store.watch(PROJECT, new Runnable() {
            private boolean done;

            @Override
            public void run() {
                if (!done) {
                    done = true;
                    store.begin(PROJECT, three); // by somebody else, just now
                }
            }
        });

        assertThatThrownBy(() -> deployer.rollOut(two))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("another one was begun meanwhile")
                .hasMessageContaining("deployment 1 still is");
        assertThat(store.rollouts(PROJECT).live()).isEqualTo(1);
        Rollout underWay = store.rollouts(PROJECT).underWay();
        assertThat(underWay).isNotNull();
        assertThat(underWay.deployment()).isEqualTo(three);
    }

    @Test
    void aNodeThatDiesIsNotWaitedFor() throws Exception {
        node("web-1", now -> {
            store.forget(PROJECT, "web-1");
            return new NodeReport("other", now.live(), Long.MAX_VALUE, "");
        });
        long number = add("two");

        assertThatCode(() -> deployer.rollOut(number)).doesNotThrowAnyException();
    }

    @Test
    void whatBecomesOfEachFunctionIsTold() {
        Bundle a = new Bundle(List.of(), List.of("a"));
        Bundle b = new Bundle(List.of(), List.of("b"));

        assertThat(FunctionChange.between(
                        Map.of("same", a, "other", a, "gone", a), Map.of("same", a, "other", b, "new", b)))
                .containsExactly(
                        Map.entry("gone", FunctionChange.REMOVED),
                        Map.entry("new", FunctionChange.NEW),
                        Map.entry("other", FunctionChange.CHANGED),
                        Map.entry("same", FunctionChange.UNCHANGED));
    }
}
