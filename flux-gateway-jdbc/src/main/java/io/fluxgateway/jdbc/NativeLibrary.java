package io.fluxgateway.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library. The driver unpacks it into a folder and leaves it there when the process is killed; so it
 * gets a folder of its own that is emptied as soon as the library is loaded, and by the next process after that.
 */
final class NativeLibrary {
    private static final String DRIVER_FOLDER = "org.sqlite.tmpdir";
    /** Where the driver finds it unpacked. */
    private static final String UNPACKED = "org.sqlite.lib.path";

    private static final String PREFIX = "sqlite-";
    /** Much longer than another process needs to load what it unpacked. */
    private static final Duration LEFT_BEHIND = Duration.ofMinutes(10);

    private static boolean loaded;

    private NativeLibrary() {}

    /** Loads the library, once in a process. A folder that the user chose for it is respected. */
    static synchronized void load(StateFolder state) {
        if (loaded) {
            return;
        }
        try {
            if (System.getProperty(DRIVER_FOLDER) == null && System.getProperty(UNPACKED) == null) {
                loadFrom(state.temporary());
            } else {
                SQLiteJDBCLoader.initialize();
            }
            loaded = true;
        } catch (StoreException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            throw new StoreException(
                    "cannot load SQLite's native library from "
                            + state.database().getParent()
                            + ": " + e.getMessage() + "; name a folder that programs may run from with -D"
                            + DRIVER_FOLDER + "=FOLDER",
                    e);
        }
    }

    private static void loadFrom(Path shared) throws Exception {
        removeOlderThan(Instant.now().minus(LEFT_BEHIND), shared);
        Path own = Files.createTempDirectory(shared, PREFIX);
        System.setProperty(DRIVER_FOLDER, own.toString());
        try {
            SQLiteJDBCLoader.initialize();
        } finally {
            System.clearProperty(DRIVER_FOLDER);
            remove(own);
        }
    }

    /** Removes what processes left behind that were killed while they loaded the library. */
    static void removeOlderThan(Instant limit, Path shared) throws IOException {
        for (Path folder : children(shared)) {
            if (folder.getFileName().toString().startsWith(PREFIX) && isOlder(folder, limit)) {
                remove(folder);
            }
        }
    }

    private static boolean isOlder(Path folder, Instant limit) {
        try {
            return Files.getLastModifiedTime(folder).toInstant().isBefore(limit);
        } catch (IOException e) {
            return false; // another process has just removed it
        }
    }

    /** Where a loaded library cannot be deleted (Windows), it stays until a later process removes it. */
    private static void remove(Path folder) {
        try {
            for (Path file : children(folder)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LoggerFactory.getLogger(NativeLibrary.class).debug("{} stays for now", folder, e);
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
