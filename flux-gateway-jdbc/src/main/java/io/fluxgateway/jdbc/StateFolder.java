package io.fluxgateway.jdbc;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The folder that holds the state of a project: the database file and a folder for temporary files. What is created here
 * is for its owner only, where the file system knows such a thing.
 */
final class StateFolder {
    private static final String DATABASE = "flux.db";
    private static final String TRACES = "traces.db";
    private static final String QUEUE = "queue.db";
    private static final String TEMPORARY = "tmp";

    private final Path folder;

    private StateFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes sure that the folder and an (at first empty) database file are there. Safe to do in several processes at once. */
    static StateFolder prepare(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Path parent = absolute.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            createPrivateDirectory(absolute);
            createPrivateFile(absolute.resolve(DATABASE));
        } catch (IOException | UnsupportedOperationException e) {
            throw unusable(absolute, e);
        }
        return new StateFolder(absolute);
    }

    /** The folder as it is, with traces in it. */
    static StateFolder withTraces(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (!Files.isRegularFile(absolute.resolve(TRACES))) {
            throw new StoreException("nothing was recorded so far: there is no " + absolute.resolve(TRACES), null);
        }
        return new StateFolder(absolute);
    }

    /** Whether there is no file with queued invocations in a folder for sure; makes nothing. */
    static boolean lacksQueue(Path folder) {
        // Newer versions of Java say of what is under a file, in place of a folder, that it does not exist.
        return Files.notExists(folder) || (Files.isDirectory(folder) && Files.notExists(folder.resolve(QUEUE)));
    }

    Path database() {
        return folder.resolve(DATABASE);
    }

    /** The file with traces; made, empty, when asked for. */
    Path traces() {
        return made(TRACES);
    }

    /** The file with queued invocations; made, empty, when asked for. */
    Path queue() {
        return made(QUEUE);
    }

    private Path made(String name) {
        Path file = folder.resolve(name);
        try {
            createPrivateFile(file);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        return file;
    }

    /** Where temporary files go; made when asked for. */
    Path temporary() {
        Path temporary = folder.resolve(TEMPORARY);
        try {
            createPrivateDirectory(temporary);
            if (!Files.isWritable(temporary)) {
                throw new AccessDeniedException(temporary.toString());
            }
        } catch (IOException e) {
            throw unusable(temporary, e);
        }
        return temporary;
    }

    private static StoreException unusable(Path folder, Exception e) {
        return new StoreException(
                "cannot use the state folder " + folder + ": " + reason(e)
                        + "; make it a folder you may write to, or name another one",
                e);
    }

    private static void createPrivateDirectory(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, onlyOwner(folder, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw new FileSystemException(folder.toString(), null, "it is not a directory");
            }
        }
    }

    /** Never opens a file that is there: closing it again would drop the locks that SQLite holds on it in this process. */
    private static void createPrivateFile(Path file) throws IOException {
        try {
            Files.createFile(file, onlyOwner(file, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(file)) {
                throw new FileSystemException(file.toString(), null, file.getFileName() + " in it is a directory");
            }
        }
    }

    private static FileAttribute<?>[] onlyOwner(Path path, String permissions) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)};
    }

    private static String reason(Exception e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " is not a directory";
        }
        if (e instanceof FileSystemException detailed && detailed.getReason() != null) {
            return detailed.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}
