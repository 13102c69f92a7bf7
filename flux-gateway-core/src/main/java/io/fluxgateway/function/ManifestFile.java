package io.fluxgateway.function;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads manifest files, bounded, and says in words why one cannot be read. */
final class ManifestFile {
    /** Largest {@code flux.json}, in bytes. */
    static final int MAX_BYTES = 1 << 20;

    static final String NO_SUCH_FILE = "no such file";

    private ManifestFile() {}

    /** The bytes, or null with the reason reported. */
    static byte @Nullable [] read(Path file, ProblemSink problems) {
        try {
            // Opening a pipe would wait for its writer, for ever.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                problems.add("not a file");
                return null;
            }
            try (InputStream in = Files.newInputStream(file)) {
                return read(in, problems);
            }
        } catch (IOException e) {
            problems.add(reason(e));
            return null;
        }
    }

    /** The bytes, or null with the reason reported. */
    static byte @Nullable [] read(InputStream in, ProblemSink problems) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            problems.add("too large (expected at most " + (MAX_BYTES >> 20) + " MiB)");
            return null;
        }
        return bytes;
    }

    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return NO_SUCH_FILE;
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
        return "cannot be read: " + Quoted.plain(reason == null ? e.getClass().getSimpleName() : reason);
    }
}
