package io.fluxgateway.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that was stopped in the middle of whatever it did, as a suspended machine does. For Linux (proc(5)). */
public final class FrozenProcess {
    private final long pid;

    private FrozenProcess(long pid) {
        this.pid = pid;
    }

    /**
     * Stops a process; returns when all its threads have stopped.
     *
     * @throws IOException if it cannot be stopped
     */
    public static FrozenProcess freeze(long pid) throws IOException {
        FrozenProcess frozen = new FrozenProcess(pid);
        frozen.signal("STOP");
        await().atMost(Duration.ofSeconds(30)).until(frozen::isFrozen);
        return frozen;
    }

    /**
     * Has it go on.
     *
     * @throws IOException if it cannot
     */
    public void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException("kill -" + name + " " + pid + " ended with exit code " + code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether each thread has the state "T", or "Z" if it has ended; it comes after a name that may contain anything. */
    private boolean isFrozen() throws IOException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                char state = stat.charAt(stat.lastIndexOf(')') + 2);
                if (state != 'T' && state != 'Z') {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false; // a thread that has just ended
        }
    }
}
