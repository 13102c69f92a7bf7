package io.fluxgateway.deno;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.trace.TraceSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How Deno processes are run. Immutable.
 *
 * @param deno         the executable
 * @param project      the project's folder; null if each function's is the one that its {@code functions/} is in
 * @param state        folder for what the processes need; made on first use
 * @param environment  where the variables come from that a function may see
 * @param startTimeout how long a process may take until it listens, packages it has to fetch included
 * @param idleTimeout  after how long without a request a process is stopped
 * @param drainTimeout how long a process that was replaced may go on with its requests
 * @param traces       receives what functions log and the calls they make
 */
record DenoOptions(
        Path deno,
        @Nullable Path project,
        Path state,
        Map<String, String> environment,
        Duration startTimeout,
        Duration idleTimeout,
        Duration drainTimeout,
        TraceSink traces) {

    /** Folder of a function's project, which is the working directory of its process. */
    Path projectOf(FunctionManifest function) {
        if (project != null) {
            return project;
        }
        return Objects.requireNonNull(function.directory(), "a deno function has a folder")
                .resolve("../..")
                .normalize();
    }
}
