package io.fluxgateway.cli.dev;

import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.cli.server.ServerBuilder;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.undertow.ServerStartException;
import java.time.Clock;
import java.time.Duration;

/** Describes a {@link DevServer}. Everything but the project has a default. Not thread-safe. */
public final class DevServerBuilder extends ServerBuilder<DevServerBuilder> {
    /** Who develops does not want to wait. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(3);

    private final ProjectFolder project;
    private Clock clock = Clock.systemUTC();

    DevServerBuilder(ProjectFolder project) {
        super(DEFAULT_DRAIN_TIMEOUT);
        this.project = project;
    }

    /** Tells when keys are made. Default: the system's clock. */
    public DevServerBuilder clock(Clock source) {
        this.clock = source;
        return this;
    }

    /**
     * Starts to serve. The server is ready when this returns.
     *
     * @throws ManifestException      with all that is wrong in the functions
     * @throws DenoNotFoundException  if there is no Deno and none can be installed
     * @throws ServerStartException   if it cannot listen there
     * @throws io.fluxgateway.jdbc.StoreException if the state folder cannot be used
     */
    public DevServer start() throws ManifestException, DenoNotFoundException, ServerStartException {
        return new DevServer(this);
    }

    ProjectFolder project() {
        return project;
    }

    Clock clock() {
        return clock;
    }

    @Override
    protected DevServerBuilder self() {
        return this;
    }
}
