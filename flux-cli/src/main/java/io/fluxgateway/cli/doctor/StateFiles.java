package io.fluxgateway.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks that nobody else may look into the state of a project. */
public final class StateFiles {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private StateFiles() {}

    /**
     * Looks at the folder and the files in it.
     *
     * @param user who runs this
     */
    public static Finding check(Path state, String user) {
        if (!Files.exists(state)) {
            return Files.isWritable(state.getParent())
                    ? Finding.ok("files", state + " is not there yet")
                    : Finding.failed(
                            "files",
                            state.getParent() + " is not to be written by " + user,
                            "make it yours, or its .flux");
        }
        if (!state.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Finding.ok("files", state + " (this file system knows no permissions)");
        }
        List<String> open = new ArrayList<>();
        try (Stream<Path> inside = Files.list(state)) {
            String owner = Files.getOwner(state).getName();
            for (Path path : Stream.concat(Stream.of(state), inside.filter(Files::isRegularFile))
                    .toList()) {
                if (Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
                    open.add(path.equals(state) ? "." : path.getFileName().toString());
                }
            }
            if (!owner.equals(user)) {
                return Finding.warning(
                        "files",
                        state + " is of " + owner + ", not of " + user,
                        "run flux as " + owner + ", or give it away: chown -R " + user + " " + state);
            }
        } catch (IOException e) {
            return Finding.failed("files", state + " cannot be read: " + e, "make it readable");
        }
        return open.isEmpty()
                ? Finding.ok("files", state + " is for " + user + " alone")
                : Finding.failed(
                        "files",
                        state + " is open to other users: " + String.join(", ", open),
                        "close it: chmod -R go= " + state);
    }
}
