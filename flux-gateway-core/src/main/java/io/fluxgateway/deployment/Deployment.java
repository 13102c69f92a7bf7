package io.fluxgateway.deployment;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The functions of a project as they were deployed at one time. Immutable.
 *
 * @param project   name of the project
 * @param number    1 for the project's first, and one more for each that follows
 * @param createdAt when it was stored
 * @param functions what each function runs from, by the function's name; sorted by it
 */
public record Deployment(String project, long number, Instant createdAt, Map<String, Bundle> functions) {
    public Deployment {
        functions = Collections.unmodifiableMap(new TreeMap<>(functions));
    }
}
