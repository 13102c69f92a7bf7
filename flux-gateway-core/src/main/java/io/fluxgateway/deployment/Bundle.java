package io.fluxgateway.deployment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * All that one version of a function runs from. Two functions, or two versions of one, with the same files are the same
 * bundle. Immutable.
 *
 * @param files sorted by path, no path twice
 * @param data  paths that the project's functions write to: no files of the bundle, but kept apart from one version to
 *              the next; sorted
 */
public record Bundle(List<BundleFile> files, List<String> data) {
    private static final String FILE = "file ";
    private static final String DATA = "data ";

    /**
     * @throws IllegalArgumentException if a path is there twice or could lead out of the project
     */
    public Bundle {
        files = files.stream().sorted(Comparator.comparing(BundleFile::path)).toList();
        data = List.copyOf(new TreeSet<>(data));
        data.forEach(BundleFile::checkPath);
        for (int i = 1; i < files.size(); i++) {
            if (files.get(i).path().equals(files.get(i - 1).path())) {
                throw new IllegalArgumentException("path: \"" + files.get(i).path() + "\" (expected: once)");
            }
        }
    }

    /** SHA-256 of the {@link #listing}, in 64 hexadecimal digits. */
    public String digest() {
        return Sha256.of(listing().getBytes(StandardCharsets.UTF_8));
    }

    /** The files of the bundle in the form in which they are stored: a line for each, {@code file <sha256> <size> <path>}. */
    public String listing() {
        StringBuilder listing = new StringBuilder();
        for (String path : data) {
            listing.append(DATA).append(path).append('\n');
        }
        for (BundleFile file : files) {
            listing.append(FILE)
                    .append(file.sha256())
                    .append(' ')
                    .append(file.size())
                    .append(' ');
            listing.append(file.path()).append('\n');
        }
        return listing.toString();
    }

    /**
     * The bundle of that listing.
     *
     * @throws IllegalArgumentException if it is not the listing of a bundle
     */
    public static Bundle parse(String listing) {
        List<BundleFile> files = new ArrayList<>();
        List<String> data = new ArrayList<>();
        for (String line : listing.split("\n", -1)) {
            if (line.startsWith(DATA)) {
                data.add(line.substring(DATA.length()));
            } else if (!line.isEmpty()) {
                files.add(file(line));
            }
        }
        return new Bundle(files, data);
    }

    private static BundleFile file(String line) {
        String[] parts = line.split(" ", 4);
        if (parts.length < 4 || !line.startsWith(FILE)) {
            throw new IllegalArgumentException("listing: \"" + line + "\" (expected: file <sha256> <size> <path>)");
        }
        return new BundleFile(parts[3], parts[1], Long.parseLong(parts[2]));
    }

    /** SHA-256 of a content, in 64 hexadecimal digits. */
    public static String sha256(byte[] content) {
        return Sha256.of(content);
    }

    /** The SHA-256 of all contents. */
    public Collection<String> contents() {
        return files.stream().map(BundleFile::sha256).distinct().toList();
    }
}
