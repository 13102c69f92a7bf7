package io.fluxgateway.testkit;

import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.deployment.InMemoryDeploymentStore;

class InMemoryDeploymentStoreTest extends DeploymentStoreContract {
    private final DeploymentStore store = new InMemoryDeploymentStore();

    @Override
    protected DeploymentStore store() {
        return store;
    }
}
