package io.fluxgateway.deployment;

import io.fluxgateway.function.FunctionManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The functions of a project folder, ready to be deployed. Immutable.
 *
 * @param functions in the order of their folders' names
 * @param bundles   what each runs from, by its name
 * @param sources   where each content is, by its SHA-256
 */
public record ProjectBundle(List<FunctionManifest> functions, Map<String, Bundle> bundles, Map<String, Path> sources) {
    public ProjectBundle {
        functions = List.copyOf(functions);
        bundles = Map.copyOf(bundles);
        sources = Map.copyOf(sources);
    }

    /**
     * A content, as it still is.
     *
     * @throws IOException if it cannot be read, or is another by now
     */
    public byte[] content(String sha256) throws IOException {
        Path source = sources.get(sha256);
        if (source == null) {
            throw new IOException("no file has the content " + sha256);
        }
        byte[] content = Files.readAllBytes(source);
        if (!Sha256.of(content).equals(sha256)) {
            throw new IOException(source + " changed while it was deployed; deploy again");
        }
        return content;
    }
}
