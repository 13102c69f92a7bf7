package io.fluxgateway.cli;

import io.fluxgateway.cli.project.NoProjectException;
import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.cli.tls.DevCertificate;
import io.fluxgateway.cli.tls.UserFolder;
import io.fluxgateway.jdbc.SqliteTraceReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command finds where it is called.
 *
 * @param folder      the working folder
 * @param environment the environment variables
 * @param colours     whether somebody sees the output, and on a terminal that has colours
 */
record Surroundings(Path folder, Clock clock, Map<String, String> environment, boolean colours) {
    /** Without colours. */
    Surroundings(Path folder, Clock clock, Map<String, String> environment) {
        this(folder, clock, environment, false);
    }

    /**
     * Whether output is to have colours (https://no-color.org).
     *
     * @param terminal whether somebody sees it
     */
    static boolean colours(Map<String, String> environment, boolean terminal) {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /** The folder that the user named, or else the nearest with functions. */
    ProjectFolder project(@Nullable Path named) throws NoProjectException {
        return named == null ? ProjectFolder.nearest(folder) : ProjectFolder.of(folder.resolve(named));
    }

    /** Opens what was recorded of the project in that folder, or else in the nearest. */
    SqliteTraceReader traces(@Nullable Path named) throws NoProjectException {
        return SqliteTraceReader.openExisting(project(named).withKeys().stateFolder());
    }

    /** Whether the environment names a database in which everything is. */
    boolean namesDatabase() {
        return !environment.getOrDefault(NamedDatabase.VARIABLE, "").isEmpty();
    }

    /** The certificate of this user for servers on this machine, there or not. */
    DevCertificate developmentCertificate() {
        return new DevCertificate(UserFolder.of(environment), clock);
    }

    /** Whether failures are to be shown with their stack traces. */
    boolean debug() {
        return "1".equals(environment.get("FLUX_DEBUG"));
    }
}
