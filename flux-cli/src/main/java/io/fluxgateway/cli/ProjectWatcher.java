package io.fluxgateway.cli;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices changes of a project's files, and tells once for those that come together. */
final class ProjectWatcher implements AutoCloseable {
    /** In the project folder itself; beneath {@code functions} everything. */
    private static final Set<String> ROOT_FILES =
            Set.of(Project.FUNCTIONS, "deno.json", "deno.jsonc", "deno.lock", "import_map.json", "package.json");

    private static final Logger LOG = LoggerFactory.getLogger(ProjectWatcher.class);
    /** Editors and compilers write several files, and a file in several steps. */
    private static final long QUIET_MILLIS = 60;
    /** Changes that never end are looked at this often. */
    private static final Duration LONGEST_CHANGE = Duration.ofMillis(500);
    /** For what the system's notices miss. */
    private static final long RESCAN_SECONDS = 10;

    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Path project;
    private final Runnable changed;
    private final WatchService service;
    private final Thread thread;

    private ProjectWatcher(Path project, Runnable changed, WatchService service) {
        this.project = project;
        this.changed = changed;
        this.service = service;
        this.thread = new Thread(this::run, "flux-watcher");
        thread.setDaemon(true);
    }

    /**
     * Starts to watch.
     *
     * @param changed called by one thread, once at the start and then after things have been quiet for a moment
     * @throws CommandFailedException if the system has no more watches to give
     */
    static ProjectWatcher start(Path project, Runnable changed) throws CommandFailedException {
        WatchService service;
        try {
            service = project.getFileSystem().newWatchService();
        } catch (IOException e) {
            throw new CommandFailedException("changes of " + project + " cannot be watched: " + e.getMessage());
        }
        ProjectWatcher watcher = new ProjectWatcher(project, changed, service);
        watcher.register();
        watcher.thread.start();
        return watcher;
    }

    @Override
    public void close() throws IOException {
        service.close();
    }

    private void run() {
        tell(); // what changed while the server started
        try {
            while (true) {
                WatchKey key = service.poll(RESCAN_SECONDS, TimeUnit.SECONDS);
                boolean relevant = key == null || isRelevant(key);
                long latest = System.nanoTime() + LONGEST_CHANGE.toNanos();
                while (System.nanoTime() - latest < 0
                        && (key = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)) != null) {
                    relevant |= isRelevant(key);
                }
                if (relevant) {
                    register();
                    tell();
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // The end.
        }
    }

    private void tell() {
        try {
            changed.run();
        } catch (RuntimeException e) {
            LOG.error("the reload failed", e);
        }
    }

    private boolean isRelevant(WatchKey key) {
        boolean inRoot = project.equals(key.watchable());
        boolean relevant = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            relevant |= !inRoot
                    || event.context() == null
                    || ROOT_FILES.contains(event.context().toString());
        }
        key.reset();
        return relevant;
    }

    /** Also folders that are new. One that is watched already stays watched. */
    private void register() {
        try {
            project.register(service, KINDS);
            Files.walkFileTree(project.resolve(Project.FUNCTIONS), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    String name = folder.getFileName().toString();
                    if (name.startsWith(".") || name.equals("node_modules")) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    folder.register(service, KINDS);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("changes of {} may be noticed late: {}", project, e.toString());
        }
    }
}
