package io.fluxgateway.project;

import java.util.List;

/**
 * What can be changed on a project while it is served.
 *
 * @param plan        name of its plan: {@code free}, {@code pro} or {@code team}
 * @param corsOrigins origins that may call it from a browser: exact ones, {@code https://*.example.com} patterns or
 *                    {@code *}; empty for the default (any origin may GET)
 * @param traces      what is recorded of its requests
 */
public record ProjectSettings(String plan, List<String> corsOrigins, TraceSettings traces) {
    public static final ProjectSettings DEFAULT = new ProjectSettings("free", List.of());

    /** Settings with the default for all else. */
    public ProjectSettings(String plan, List<String> corsOrigins) {
        this(plan, corsOrigins, TraceSettings.DEFAULT);
    }

    public ProjectSettings {
        corsOrigins = List.copyOf(corsOrigins);
    }
}
