package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.project.InMemoryProjectStore;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.ProjectStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a watch is opened for what it does until it is closed
class InMemoryProjectStoreTest extends ProjectStoreContract {
    private static final ProjectSettings PRO = new ProjectSettings("pro", List.of());

    private final ProjectStore store = new InMemoryProjectStore();

    @Override
    protected ProjectStore store() {
        return store;
    }

    @Test
    void theListenerWasToldWhenUpdateReturns() {
        AtomicReference<ProjectSettings> told = new AtomicReference<>();
        try (ProjectStore.Watch watch = store.watch("shop", told::set)) {
            store.update("shop", PRO);
            assertThat(told).hasValue(PRO);
        }
    }

    @Test
    void aFullStoreStillTakesChangesOfTheProjectsItHas() {
        ProjectStore small = new InMemoryProjectStore(1);
        small.update("shop", ProjectSettings.DEFAULT);
        small.update("shop", PRO);

        assertThatThrownBy(() -> small.update("blog", PRO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 projects");
        assertThat(small.settings("shop")).isEqualTo(PRO);
        assertThat(small.settings("blog")).isEqualTo(ProjectSettings.DEFAULT);
    }

    @Test
    void aLimitBelowOneIsRefused() {
        assertThatThrownBy(() -> new InMemoryProjectStore(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxProjects: 0 (expected: at least 1)");
    }
}
