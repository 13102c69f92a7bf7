package io.fluxgateway.cli.serve;

import io.fluxgateway.DeploymentException;
import io.fluxgateway.cli.server.ServerBuilder;
import io.fluxgateway.cli.tls.CertificateException;
import io.fluxgateway.jdbc.SqliteTraceStore;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.jdbc.TraceStoreBuilder;
import io.fluxgateway.undertow.ServerStartException;
import java.nio.file.Path;
import java.time.Duration;

/** Describes a {@link ServeServer}. Not thread-safe. */
public final class ServeServerBuilder extends ServerBuilder<ServeServerBuilder> {
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

    private final String project;
    private final Store store;
    private final Path stateFolder;
    private TraceStoreBuilder<?> traces;

    ServeServerBuilder(String project, Store store, Path stateFolder) {
        super(DEFAULT_DRAIN_TIMEOUT);
        this.project = project;
        this.store = store;
        this.stateFolder = stateFolder;
        this.traces = SqliteTraceStore.at(stateFolder);
    }

    /** Where requests are recorded. Default: in the state folder. */
    public ServeServerBuilder traces(TraceStoreBuilder<?> store) {
        this.traces = store;
        return this;
    }

    /**
     * Starts to serve. The server is ready when this returns, also if nothing is deployed yet.
     *
     * @throws DeploymentException  if what is live cannot be loaded
     * @throws ServerStartException if it cannot listen there
     * @throws CertificateException if it has no certificate
     * @throws io.fluxgateway.jdbc.StoreException if the state folder or the store cannot be used
     */
    public ServeServer start() throws DeploymentException, ServerStartException, CertificateException {
        return new ServeServer(this);
    }

    String project() {
        return project;
    }

    Store store() {
        return store;
    }

    TraceStoreBuilder<?> traces() {
        return traces;
    }

    Path stateFolder() {
        return stateFolder;
    }

    @Override
    protected ServeServerBuilder self() {
        return this;
    }
}
