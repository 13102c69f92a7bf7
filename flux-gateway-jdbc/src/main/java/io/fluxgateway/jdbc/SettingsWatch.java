package io.fluxgateway.jdbc;

import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.ProjectStore.Watch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener and what it was told last. */
final class SettingsWatch implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsWatch.class);

    private final String project;
    private final Consumer<ProjectSettings> listener;
    private final Consumer<SettingsWatch> atEnd;
    private final ReentrantLock calling = new ReentrantLock();
    private ProjectSettings told;
    private boolean closed;

    SettingsWatch(
            String project, ProjectSettings known, Consumer<ProjectSettings> listener, Consumer<SettingsWatch> atEnd) {
        this.project = project;
        this.told = known;
        this.listener = listener;
        this.atEnd = atEnd;
    }

    String project() {
        return project;
    }

    /** Calls the listener unless it knows this already. */
    void tell(ProjectSettings now) {
        calling.lock();
        try {
            if (closed || now.equals(told)) {
                return;
            }
            told = now;
            listener.accept(now);
        } catch (RuntimeException | Error e) {
            LOG.error("a listener failed on the settings of project \"{}\"", project, e);
        } finally {
            calling.unlock();
        }
    }

    /** Waits for a call under way, unless it is the listener that closes. */
    @Override
    public void close() {
        calling.lock();
        try {
            closed = true;
            atEnd.accept(this);
        } finally {
            calling.unlock();
        }
    }
}
