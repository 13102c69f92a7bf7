package io.fluxgateway.deployment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folders in which bundles are unpacked, each named by its digest: functions of one bundle share a folder, and a bundle
 * that is deployed again is there already. Each file is checked against its SHA-256, when it is written and when this
 * process uses it for the first time. Thread-safe.
 */
public final class BundleCache implements AutoCloseable {
    private static final String UNFINISHED = ".unfinished-";
    private static final String LOCK = ".lock";
    /** Another process may be at it for so long. */
    private static final Duration UNPACKING = Duration.ofMinutes(10);

    private final Path folder;
    private final Path data;
    private final Set<String> checked = ConcurrentHashMap.newKeySet();
    private @Nullable FileChannel lock;

    /**
     * A cache in these folders, which are made when they are needed.
     *
     * @param folder for the bundles; nothing else may be in it
     * @param data   for what functions write: each path of {@link Bundle#data} leads there, whatever the version
     */
    public BundleCache(Path folder, Path data) {
        this.folder = folder.toAbsolutePath().normalize();
        this.data = data.toAbsolutePath().normalize();
    }

    /** Where contents come from; {@code store::content} of a {@link DeploymentStore}. */
    @FunctionalInterface
    public interface Contents {
        byte[] of(String sha256) throws IOException, MissingContentException;
    }

    /**
     * The folder of a bundle, unpacked.
     *
     * @throws MissingContentException if a content is not in the store, or not what its name says
     * @throws IOException             if it cannot be written
     */
    public Path unpack(Bundle bundle, Contents contents) throws IOException, MissingContentException {
        String digest = bundle.digest();
        Path unpacked = folder.resolve(digest);
        if (checked.contains(digest) && Files.isDirectory(unpacked, LinkOption.NOFOLLOW_LINKS)) {
            return unpacked;
        }
        if (Files.exists(unpacked, LinkOption.NOFOLLOW_LINKS)) {
            if (isWhole(bundle, unpacked)) {
                checked.add(digest);
                return unpacked;
            }
            delete(unpacked);
        }
        Files.createDirectories(folder);
        Path unfinished = Files.createTempDirectory(folder, UNFINISHED);
        try {
            write(bundle, unfinished, contents);
            move(unfinished, unpacked);
        } finally {
            delete(unfinished);
        }
        checked.add(digest);
        return unpacked;
    }

    /**
     * Deletes all but these bundles, and what a process that was killed left half done. Does nothing while another process
     * that uses the folder does so: it would not know what that one needs.
     *
     * @param digests of the bundles that are still needed
     */
    public synchronized void keepOnly(Collection<String> digests) throws IOException {
        if (!Files.isDirectory(folder) || !isLocked()) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (name.startsWith(UNFINISHED) ? isOld(entry) : !digests.contains(name) && !name.equals(LOCK)) {
                    checked.remove(name);
                    delete(entry);
                }
            }
        }
    }

    private boolean isLocked() throws IOException {
        if (lock != null) {
            return true;
        }
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                lock = channel;
                return true;
            }
        } catch (OverlappingFileLockException e) {
            // by another cache of this process
        }
        channel.close();
        return false;
    }

    private static boolean isOld(Path entry) throws IOException {
        return Files.getLastModifiedTime(entry)
                .toInstant()
                .isBefore(Instant.now().minus(UNPACKING));
    }

    /** Leaves the deleting to others. Idempotent. */
    @Override
    public synchronized void close() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    private void write(Bundle bundle, Path root, Contents contents) throws IOException, MissingContentException {
        for (BundleFile file : bundle.files()) {
            Path path = root.resolve(file.path());
            Files.createDirectories(path.getParent());
            byte[] content = contents.of(file.sha256());
            if (!Sha256.of(content).equals(file.sha256())) {
                throw new MissingContentException(
                        file.path() + ": its content in the store is damaged (expected SHA-256 " + file.sha256() + ")");
            }
            Files.write(path, content);
        }
        for (String path : bundle.data()) {
            Path link = root.resolve(path);
            Path target = data.resolve(path);
            Files.createDirectories(looksLikeFile(target) ? target.getParent() : target);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, target);
        }
    }

    /** Of a path that may not exist yet, only its name can tell. */
    private static boolean looksLikeFile(Path path) {
        return !Files.isDirectory(path) && path.getFileName().toString().lastIndexOf('.') > 0;
    }

    private boolean isWhole(Bundle bundle, Path root) {
        try {
            for (BundleFile file : bundle.files()) {
                Path path = root.resolve(file.path());
                if (Files.size(path) != file.size()
                        || !Sha256.of(Files.readAllBytes(path)).equals(file.sha256())) {
                    return false;
                }
            }
            for (String path : bundle.data()) {
                if (!Files.readSymbolicLink(root.resolve(path)).equals(data.resolve(path))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false; // unpacked anew
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return; // another process of this folder was faster
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException e) throws IOException {
                Files.deleteIfExists(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
