package io.fluxgateway.cli.dev;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
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

/**
 * Notices changes of the files that functions run from: all below {@code functions/} but hidden files and
 * {@code node_modules}, and Deno's own files in the project folder. Where the system cannot tell, waiting just takes its
 * full time. For one thread.
 */
final class ChangeWatch implements AutoCloseable {
    /** A change is over when nothing more happens for this long: editors and checkouts write files in steps. */
    static final Duration QUIET = Duration.ofMillis(100);
    /** Changes that never end are looked at this often. */
    static final Duration LONGEST_CHANGE = Duration.ofMillis(500);
    /** Most folders that are watched. */
    static final int MAX_FOLDERS = 4_096;

    static final int MAX_DEPTH = 32;

    private static final Logger LOG = LoggerFactory.getLogger(ChangeWatch.class);
    private static final String FUNCTIONS = "functions";
    private static final Set<String> PROJECT_FILES =
            Set.of(FUNCTIONS, "deno.json", "deno.jsonc", "import_map.json", "deno.lock", "package.json");

    private final Path project;
    private @Nullable WatchService system;

    ChangeWatch(Path project) {
        this.project = project;
        try {
            this.system = project.getFileSystem().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("this system does not tell changes of files", e);
        }
        follow();
    }

    /** Watches folders that are new, too. */
    void follow() {
        WatchService service = system;
        if (service == null) {
            return;
        }
        try {
            register(service, project);
            Files.walkFileTree(
                    project.resolve(FUNCTIONS), Set.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, visitor(service));
        } catch (IOException e) {
            LOG.debug("some changes are seen later, as not all folders can be watched", e);
        }
    }

    /** Waits until something changed and is quiet again, or until that time has passed. */
    void await(Duration limit) throws InterruptedException {
        WatchService service = system;
        if (service == null) {
            TimeUnit.NANOSECONDS.sleep(limit.toNanos());
            return;
        }
        long deadline = System.nanoTime() + limit.toNanos();
        boolean changed = false;
        while (!changed) {
            WatchKey key = service.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (key == null) {
                return;
            }
            changed = matters(key);
        }
        awaitQuiet(service);
    }

    private void awaitQuiet(WatchService service) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_CHANGE.toNanos();
        long left = LONGEST_CHANGE.toNanos();
        WatchKey key = service.poll(QUIET.toNanos(), TimeUnit.NANOSECONDS);
        while (key != null && left > 0) {
            matters(key);
            left = deadline - System.nanoTime();
            key = service.poll(Math.min(QUIET.toNanos(), left), TimeUnit.NANOSECONDS);
        }
        if (key != null) {
            matters(key);
        }
    }

    private boolean matters(WatchKey key) {
        boolean isProject = project.equals(key.watchable());
        boolean matters = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            String name = String.valueOf(event.context()); // "null" when some were lost: those may matter
            matters |= event.context() == null || (isProject ? PROJECT_FILES.contains(name) : isWatched(name));
        }
        key.reset();
        return matters;
    }

    private static boolean isWatched(String name) {
        return !name.startsWith(".") && !name.equals("node_modules");
    }

    private static void register(WatchService service, Path folder) throws IOException {
        folder.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    }

    private static FileVisitor<Path> visitor(WatchService service) {
        return new SimpleFileVisitor<>() {
            private int folders;

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!isWatched(folder.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (++folders > MAX_FOLDERS) {
                    return FileVisitResult.TERMINATE;
                }
                register(service, folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // gone meanwhile, or not to be read
            }
        };
    }

    @Override
    public void close() {
        WatchService service = system;
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                LOG.debug("the watch did not close", e);
            }
        }
    }
}
