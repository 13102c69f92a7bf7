package io.fluxgateway.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command finds where it is called.
 *
 * @param folder      the working folder
 * @param environment the environment variables
 */
record Surroundings(Path folder, Clock clock, Map<String, String> environment) {
    /** Whether failures are to be shown with their stack traces. */
    boolean debug() {
        return "1".equals(environment.get("FLUX_DEBUG"));
    }
}
