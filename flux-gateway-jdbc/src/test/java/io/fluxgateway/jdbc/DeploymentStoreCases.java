package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.deployment.Bundle;
import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.testkit.DeploymentStoreContract;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for deployments in any database, seen by two stores as by two processes. */
abstract class DeploymentStoreCases extends DeploymentStoreContract {
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
    protected DeploymentStore store() {
        return server.deployments();
    }

    @Override
    protected DeploymentStore elsewhere() {
        return cli.deployments();
    }

    @Test
    void aListingThatWasTamperedWithIsRefused() throws Exception {
        Bundle bundle = stored("x");
        store().add("shop", Map.of("a", bundle));
        database().execute("UPDATE bundle SET listing = replace(listing, 'index.ts', 'other.ts')");

        assertThatThrownBy(() -> store().deployment("shop", 1))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(bundle.digest())
                .hasMessageContaining("damaged");
    }

    @Test
    void whatNoDeploymentHasIsForgottenAfterAWhile() throws Exception {
        Bundle abandoned = stored("uploaded, then the command was killed");
        database().execute("UPDATE content SET stored_at = stored_at - 7200000");
        Bundle fresh = stored("uploaded just now");

        store().add("shop", Map.of("a", stored("deployed")));

        assertThat(store().missing(abandoned.contents())).isEqualTo(Set.copyOf(abandoned.contents()));
        assertThat(store().missing(fresh.contents())).isEmpty();
    }
}
