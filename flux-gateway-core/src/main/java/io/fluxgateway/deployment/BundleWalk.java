package io.fluxgateway.deployment;

import io.fluxgateway.function.FunctionFiles;
import io.fluxgateway.function.ManifestProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Collects the files of one function. A symbolic link becomes what it leads to, if that is inside the project. Bounded in
 * files, bytes and depth. Not thread-safe.
 */
final class BundleWalk {
    static final int MAX_FILES = 10_000;
    static final long MAX_BYTES = 50L << 20;
    static final int MAX_DEPTH = 32;

    private static final int BUFFER = 1 << 16;

    private final Path project;
    private final Collection<Path> written;
    private final String manifest;
    private final Map<String, BundleFile> files = new TreeMap<>();
    private final Map<String, Path> sources = new TreeMap<>();
    private final List<ManifestProblem> problems = new ArrayList<>();
    private final Deque<Path> open = new ArrayDeque<>();
    private long bytes;
    private boolean full;

    /**
     * A walk that has nothing yet.
     *
     * @param project  real path of the project
     * @param written  what functions write to, and is passed over
     * @param manifest the function's {@code flux.json}, for messages
     */
    BundleWalk(Path project, Collection<Path> written, String manifest) {
        this.project = project;
        this.written = written;
        this.manifest = manifest;
    }

    List<BundleFile> files() {
        return List.copyOf(files.values());
    }

    /** Where each content is, by its SHA-256. */
    Map<String, Path> sources() {
        return sources;
    }

    List<ManifestProblem> problems() {
        return problems;
    }

    /** Adds a file, or a folder with all that counts in it; nothing if it does not exist. */
    void add(Path path) {
        String shown = shown(project, path);
        if (full || written.contains(path) || files.containsKey(shown)) {
            return;
        }
        try {
            Path real = path.toRealPath();
            if (!real.startsWith(project)) {
                refuse(shown, "a symbolic link that leads out of the project (expected a place inside it)");
            } else if (Files.isDirectory(real)) {
                addFolder(path, real);
            } else {
                addFile(shown, real);
            }
        } catch (NoSuchFileException e) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                refuse(shown, "a symbolic link that leads nowhere (expected a place inside the project)");
            }
        } catch (IOException e) {
            refuse(shown, "cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            refuse("", String.valueOf(e.getMessage()));
        }
    }

    private void addFolder(Path folder, Path real) throws IOException {
        if (open.contains(real)) {
            return; // a circle of links
        }
        if (open.size() == MAX_DEPTH) {
            refuse(shown(project, folder), "folders nested too deeply (expected at most " + MAX_DEPTH + ")");
            return;
        }
        open.push(real);
        List<Path> children;
        try (Stream<Path> entries = Files.list(folder)) {
            children = entries.filter(FunctionFiles::isPart)
                    .limit(MAX_FILES + 1L)
                    .sorted()
                    .toList();
        }
        children.forEach(this::add);
        open.pop();
    }

    private void addFile(String shown, Path real) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            refuse(shown, "neither a file nor a folder");
            return;
        }
        bytes += attributes.size();
        if (files.size() == MAX_FILES || bytes > MAX_BYTES) {
            full = true;
            refuse(manifest, tooMuch(shown));
            return;
        }
        MessageDigest digest = Sha256.digest();
        long size = 0;
        try (InputStream in = Files.newInputStream(real)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        files.put(shown, new BundleFile(shown, sha256, size));
        sources.put(sha256, real);
    }

    private String tooMuch(String file) {
        return "the function's files are too large or too many (expected at most " + (MAX_BYTES >> 20) + " MB and "
                + MAX_FILES + " files; with " + file + " there are " + megabytes(bytes) + " MB in " + (files.size() + 1)
                + "; keep data in a path of permissions.write)";
    }

    private static String megabytes(long bytes) {
        long tenths = Math.round(bytes * 10.0 / (1 << 20));
        return tenths / 10 + "." + tenths % 10;
    }

    private void refuse(String file, String message) {
        problems.add(new ManifestProblem(file, 0, message));
    }

    /** A path as bundles have it. */
    static String shown(Path project, Path path) {
        List<String> parts = new ArrayList<>();
        project.relativize(path).forEach(part -> parts.add(part.toString()));
        return String.join("/", parts);
    }
}
