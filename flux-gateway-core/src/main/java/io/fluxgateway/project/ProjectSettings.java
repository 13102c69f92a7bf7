package io.fluxgateway.project;

import java.util.List;

/**
 * What can be changed on a project while it is served.
 *
 * @param plan        name of its plan: {@code free}, {@code pro} or {@code team}
 * @param corsOrigins origins that may call it from a browser: exact ones, {@code https://*.example.com} patterns or
 *                    {@code *}; empty for the default (any origin may GET)
 */
public record ProjectSettings(String plan, List<String> corsOrigins) {
    public static final ProjectSettings DEFAULT = new ProjectSettings("free", List.of());

    public ProjectSettings {
        corsOrigins = List.copyOf(corsOrigins);
    }
}
