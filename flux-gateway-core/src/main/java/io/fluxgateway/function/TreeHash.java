package io.fluxgateway.function;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A SHA-256 digest of files and folders: names and content. Symbolic links are followed inside the project only. What
 * cannot be read counts with its size and time, so that a stray file never keeps a function from being deployed.
 */
final class TreeHash {
    /** Most files and folders hashed; more are an error, or a change among them would go unseen. */
    static final int MAX_FILES = 10_000;
    /** Deepest folder. */
    static final int MAX_DEPTH = 32;
    /** Larger files count with their size and time instead of their bytes. */
    static final int MAX_FILE_BYTES = 1 << 20;
    /** When so many bytes have been read, the remaining files count with their size and time. */
    static final long MAX_TOTAL_BYTES = 64L << 20;

    private final MessageDigest digest = sha256();
    private final Path project;
    private final Collection<Path> skipped;
    private final Deque<Path> open = new ArrayDeque<>();
    private int files;
    private long bytesRead;

    /**
     * Starts a digest.
     *
     * @param project real path of the project
     * @param skipped files and folders to leave out
     */
    TreeHash(Path project, Collection<Path> skipped) {
        this.project = project;
        this.skipped = skipped;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Adds bytes such that no two sequences of additions are alike. */
    TreeHash add(byte[] bytes) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (bytes.length >>> shift));
        }
        digest.update(bytes);
        return this;
    }

    TreeHash add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a file, or a folder with all that is in it; nothing if it is not there. */
    void addTree(Path path) throws IOException {
        if (skipped.contains(path)) {
            return;
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return; // gone meanwhile
        }
        if (++files > MAX_FILES) {
            throw new IOException("too many files to watch for changes (expected at most " + MAX_FILES
                    + " beside node_modules and hidden ones; keep data in a path of permissions.write)");
        }
        add(path.getFileName().toString());
        if (attributes.isSymbolicLink()) {
            addLink(path);
        } else if (attributes.isDirectory()) {
            addFolder(path, path, attributes);
        } else if (attributes.isRegularFile()) {
            addFile(path, attributes);
        }
    }

    private void addLink(Path link) throws IOException {
        add("link " + Files.readSymbolicLink(link));
        Path real;
        BasicFileAttributes attributes;
        try {
            real = link.toRealPath();
            attributes = Files.readAttributes(real, BasicFileAttributes.class);
        } catch (IOException e) {
            return; // leads nowhere
        }
        if (real.startsWith(project) && attributes.isDirectory()) {
            addFolder(link, real, attributes);
        } else if (real.startsWith(project) && attributes.isRegularFile()) {
            addFile(real, attributes);
        }
    }

    private void addFolder(Path folder, Path real, BasicFileAttributes attributes) throws IOException {
        if (open.contains(real)) {
            return; // a circle of links
        }
        if (open.size() == MAX_DEPTH) {
            throw new IOException(
                    "folders nested too deeply to watch for changes (expected at most " + MAX_DEPTH + ")");
        }
        open.push(real);
        List<Path> children;
        try (Stream<Path> entries = Files.list(folder)) {
            // One more than allowed is enough to find out that there are too many.
            children = entries.filter(path -> FunctionFiles.isPart(path) && !skipped.contains(path))
                    .limit(MAX_FILES + 1L)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            children = List.of();
            addStamp(attributes);
        }
        add("folder " + children.size());
        for (Path child : children) {
            addTree(child);
        }
        open.pop();
    }

    private void addFile(Path file, BasicFileAttributes attributes) {
        if (attributes.size() <= MAX_FILE_BYTES && bytesRead + attributes.size() <= MAX_TOTAL_BYTES) {
            try {
                byte[] bytes = Files.readAllBytes(file);
                bytesRead += bytes.length;
                add(bytes);
                return;
            } catch (IOException e) {
                // its stamp must do
            }
        }
        addStamp(attributes);
    }

    private void addStamp(BasicFileAttributes attributes) {
        add("stamp " + attributes.size() + " " + attributes.lastModifiedTime().toMillis());
    }

    /** The digest in hexadecimal digits. Ends this hash. */
    String finish() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
