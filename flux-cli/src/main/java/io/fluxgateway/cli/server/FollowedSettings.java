package io.fluxgateway.cli.server;

import io.fluxgateway.Gateway;
import io.fluxgateway.project.ProjectStore;

/** Applies the settings of a project to its gateway, now and after each change. */
public final class FollowedSettings implements AutoCloseable {
    private final ProjectStore projects;
    private final String project;
    private final Gateway gateway;
    private final ProjectStore.Watch watch;

    public FollowedSettings(ProjectStore projects, String project, Gateway gateway) {
        this.projects = projects;
        this.project = project;
        this.gateway = gateway;
        this.watch = projects.watch(project, changed -> apply());
        apply();
    }

    /** Read and applied as one step, so the last one applied is the newest. */
    private synchronized void apply() {
        gateway.settings(projects.settings(project));
    }

    @Override
    public void close() {
        watch.close();
    }
}
