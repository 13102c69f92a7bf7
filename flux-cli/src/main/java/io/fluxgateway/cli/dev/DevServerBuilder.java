package io.fluxgateway.cli.dev;

import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.cli.server.ServerBuilder;
import io.fluxgateway.cli.tls.CertificateException;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.undertow.ServerStartException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Describes a {@link DevServer}. Everything but the project has a default. Not thread-safe. */
public final class DevServerBuilder extends ServerBuilder<DevServerBuilder> {
    /** Who develops does not want to wait. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(3);

    private final ProjectFolder project;
    private Clock clock = Clock.systemUTC();
    private @Nullable Path authority;

    DevServerBuilder(ProjectFolder project) {
        super(DEFAULT_DRAIN_TIMEOUT);
        this.project = project;
    }

    /** Tells when keys are made. Default: the system's clock. */
    public DevServerBuilder clock(Clock source) {
        this.clock = source;
        return this;
    }

    /** The authority of the certificate, for clients to trust; shown to the user. Default: none. */
    public DevServerBuilder authority(Path file) {
        this.authority = file;
        return this;
    }

    /**
     * Starts to serve. The server is ready when this returns.
     *
     * @throws ManifestException      with all that is wrong in the functions
     * @throws DenoNotFoundException  if there is no Deno and none can be installed
     * @throws ServerStartException   if it cannot listen there
     * @throws CertificateException   if it has no certificate
     * @throws io.fluxgateway.jdbc.StoreException if the state folder cannot be used
     */
    public DevServer start()
            throws ManifestException, DenoNotFoundException, ServerStartException, CertificateException {
        return new DevServer(this);
    }

    ProjectFolder project() {
        return project;
    }

    @Nullable
    Path authority() {
        return authority;
    }

    Clock clock() {
        return clock;
    }

    @Override
    protected DevServerBuilder self() {
        return this;
    }
}
