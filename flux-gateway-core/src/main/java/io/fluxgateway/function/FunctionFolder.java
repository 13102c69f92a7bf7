package io.fluxgateway.function;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one function.
 *
 * @param directory its absolute path
 * @param shown     the same, relative to the project
 */
record FunctionFolder(Path directory, String shown) {

    /** What keeps that file from being a module of this function, or null. */
    @Nullable
    String problemWith(String entry) {
        try {
            Path file = directory.resolve(entry).toRealPath();
            if (!file.startsWith(directory.toRealPath())) {
                return "expected a file inside " + shown + ", this is a symbolic link that leads out of it";
            }
            if (!Files.isRegularFile(file)) {
                return "not a file";
            }
            return Files.isReadable(file) ? null : "permission denied";
        } catch (IOException e) {
            String reason = ManifestFile.reason(e);
            return reason.equals(ManifestFile.NO_SUCH_FILE) ? reason + " in " + shown : reason;
        }
    }
}
