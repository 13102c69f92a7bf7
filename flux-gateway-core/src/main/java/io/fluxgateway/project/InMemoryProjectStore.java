package io.fluxgateway.project;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps project settings in the memory of this process. Bounded. Thread-safe.
 *
 * <p>Listeners are called on the thread that made the change, before {@link #update} returns; only if a call is already
 * under way on another thread, or it is a listener that makes the change, the call follows that one. Changes in quick
 * succession may be reported as one.
 */
public final class InMemoryProjectStore implements ProjectStore {
    public static final int DEFAULT_MAX_PROJECTS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(InMemoryProjectStore.class);

    private final Map<String, ProjectSettings> settings = new ConcurrentHashMap<>();
    private final List<Listening> watches = new CopyOnWriteArrayList<>();
    private final int maxProjects;

    public InMemoryProjectStore() {
        this(DEFAULT_MAX_PROJECTS);
    }

    /**
     * @param maxProjects most projects whose settings are kept; at least 1
     */
    public InMemoryProjectStore(int maxProjects) {
        if (maxProjects < 1) {
            throw new IllegalArgumentException("maxProjects: " + maxProjects + " (expected: at least 1)");
        }
        this.maxProjects = maxProjects;
    }

    @Override
    public ProjectSettings settings(String project) {
        return settings.getOrDefault(project, ProjectSettings.DEFAULT);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the store is full
     */
    @Override
    public void update(String project, ProjectSettings changed) {
        synchronized (this) {
            if (!settings.containsKey(project) && settings.size() >= maxProjects) {
                throw new IllegalStateException("the store is full: it holds " + maxProjects + " projects");
            }
            settings.put(project, changed);
        }
        watches.forEach(Listening::deliver);
    }

    /** {@inheritDoc} Closing it waits for a call under way, unless the listener itself closes it. */
    @Override
    public Watch watch(String project, Consumer<ProjectSettings> listener) {
        Listening watch = new Listening(project, listener, settings(project));
        watches.add(watch);
        watch.deliver();
        return watch;
    }

    private final class Listening implements Watch {
        private final String project;
        private final Consumer<ProjectSettings> listener;
        private final AtomicInteger changes = new AtomicInteger();
        private final ReentrantLock calling = new ReentrantLock();
        private ProjectSettings told;
        private volatile boolean closed;

        Listening(String project, Consumer<ProjectSettings> listener, ProjectSettings known) {
            this.project = project;
            this.listener = listener;
            this.told = known;
        }

        /** Whoever counts the first change calls the listener for all that come meanwhile. */
        void deliver() {
            if (changes.getAndIncrement() != 0) {
                return;
            }
            int seen = 1;
            do {
                calling.lock();
                try {
                    tell(settings(project));
                } finally {
                    calling.unlock();
                }
                seen = changes.addAndGet(-seen);
            } while (seen != 0);
        }

        private void tell(ProjectSettings now) {
            if (closed || now.equals(told)) {
                return;
            }
            told = now;
            try {
                listener.accept(now);
            } catch (RuntimeException | Error e) {
                LOG.error("a listener failed on the settings of project \"{}\"", project, e);
            }
        }

        @Override
        public void close() {
            closed = true;
            calling.lock();
            try {
                watches.remove(this);
            } finally {
                calling.unlock();
            }
        }
    }
}
