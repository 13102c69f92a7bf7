package io.fluxgateway.project;

import java.util.function.Consumer;

/** Keeps project settings. Methods may block. Thread-safe. */
public interface ProjectStore {
    /** The settings of a project; {@link ProjectSettings#DEFAULT} if none were ever stored. */
    ProjectSettings settings(String project);

    /** Stores the settings of a project whole. */
    void update(String project, ProjectSettings settings);

    /**
     * Calls the listener with the project's settings after each change of them, whichever process made it, within a
     * second. Calls come one at a time.
     *
     * @return ends the watch when closed
     */
    Watch watch(String project, Consumer<ProjectSettings> listener);

    /** A watch that can be ended. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
