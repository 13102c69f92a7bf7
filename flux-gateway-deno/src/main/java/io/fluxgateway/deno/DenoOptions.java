package io.fluxgateway.deno;

import io.fluxgateway.trace.TraceSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How Deno processes are run. Immutable.
 *
 * @param deno         the executable
 * @param project      the project's folder, which is the working directory of each process
 * @param state        folder for what the processes need; made on first use
 * @param environment  where the variables come from that a function may see
 * @param startTimeout how long a process may take until it listens, packages it has to fetch included
 * @param idleTimeout  after how long without a request a process is stopped
 * @param drainTimeout how long a process that was replaced may go on with its requests
 * @param traces       receives what functions log and the calls they make
 */
record DenoOptions(
        Path deno,
        Path project,
        Path state,
        Map<String, String> environment,
        Duration startTimeout,
        Duration idleTimeout,
        Duration drainTimeout,
        TraceSink traces) {}
