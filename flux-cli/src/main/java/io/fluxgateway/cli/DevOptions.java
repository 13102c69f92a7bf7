package io.fluxgateway.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code flux dev} is asked for.
 *
 * @param folder the project's
 * @param host   name or address to listen on
 * @param port   0 for any
 * @param deno   the Deno to use, or null to look for one
 */
record DevOptions(
        Path folder, String host, int port, @Nullable Path deno) {}
