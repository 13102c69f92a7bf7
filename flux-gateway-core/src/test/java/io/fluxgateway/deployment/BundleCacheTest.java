package io.fluxgateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCacheTest {
    @TempDir
    Path parent;

    private final Map<String, byte[]> contents = new HashMap<>();
    private int fetched;
    private Path folder;
    private BundleCache cache;

    @BeforeEach
    void makeCache() {
        folder = parent.resolve("deployed");
        cache = newCache();
    }

    @AfterEach
    void close() throws Exception {
        cache.close();
    }

    private BundleCache newCache() {
        return new BundleCache(folder, parent.resolve("data"));
    }

    private Bundle bundle(String text, String... data) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        String sha256 = Bundle.sha256(content);
        contents.put(sha256, content);
        return new Bundle(List.of(new BundleFile("functions/a/index.ts", sha256, content.length)), List.of(data));
    }

    private byte[] fetch(String sha256) throws MissingContentException {
        fetched++;
        byte[] content = contents.get(sha256);
        if (content == null) {
            throw MissingContentException.of(sha256);
        }
        return content;
    }

    @Test
    void aBundleIsUnpackedOnceAndFoundAgain() throws Exception {
        Bundle bundle = bundle("one");

        Path first = cache.unpack(bundle, this::fetch);
        Path again = cache.unpack(bundle, this::fetch);
        Path byAnotherProcess = newCache().unpack(bundle, this::fetch);

        assertThat(first.resolve("functions/a/index.ts")).hasContent("one");
        assertThat(again).isEqualTo(first).isEqualTo(byAnotherProcess);
        assertThat(fetched).isEqualTo(1);
    }

    @Test
    void aContentThatIsNotWhatItsNameSaysIsRefused() throws Exception {
        Bundle bundle = bundle("one");
        contents.replaceAll((sha256, content) -> "two".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> cache.unpack(bundle, this::fetch))
                .isInstanceOf(MissingContentException.class)
                .hasMessageContaining("functions/a/index.ts")
                .hasMessageContaining("damaged");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatWasDamagedOnDiskIsUnpackedAnewByTheNextProcess() throws Exception {
        Bundle bundle = bundle("one", "data");
        Path file = cache.unpack(bundle, this::fetch).resolve("functions/a/index.ts");
        Files.writeString(file, "two");

        newCache().unpack(bundle, this::fetch);

        assertThat(file).hasContent("one");
    }

    @Test
    void whatFunctionsWriteOutlivesTheirVersions() throws Exception {
        Path first = cache.unpack(bundle("one", "data/orders", "state.json"), this::fetch);
        Files.writeString(first.resolve("data/orders/1.json"), "order");
        Files.writeString(first.resolve("state.json"), "state");

        Path second = cache.unpack(bundle("two", "data", "state.json"), this::fetch);
        cache.keepOnly(Set.of(second.getFileName().toString()));

        assertThat(first).doesNotExist();
        assertThat(second.resolve("data/orders/1.json")).hasContent("order");
        assertThat(second.resolve("state.json")).hasContent("state");
    }

    @Test
    void onlyWhatIsNeededIsKept() throws Exception {
        Path one = cache.unpack(bundle("one"), this::fetch);
        Path two = cache.unpack(bundle("two"), this::fetch);
        Path abandoned = Files.createDirectory(folder.resolve(".unfinished-1"));
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        Path underWay = Files.createDirectory(folder.resolve(".unfinished-2"));

        cache.keepOnly(Set.of(two.getFileName().toString()));

        assertThat(one).doesNotExist();
        assertThat(two).exists();
        assertThat(abandoned).doesNotExist();
        assertThat(underWay).exists();
        assertThat(cache.unpack(bundle("one"), this::fetch).resolve("functions/a/index.ts"))
                .hasContent("one");
    }

    @Test
    void nobodyDeletesWhatAnotherProcessMayNeed() throws Exception {
        cache.unpack(bundle("one"), this::fetch);
        cache.keepOnly(Set.of(bundle("one").digest()));
        try (BundleCache other = newCache()) {
            Path two = other.unpack(bundle("two"), this::fetch);

            other.keepOnly(Set.of(two.getFileName().toString()));
            assertThat(folder.resolve(bundle("one").digest())).exists();

            cache.close();
            other.keepOnly(Set.of(two.getFileName().toString()));
            assertThat(folder.resolve(bundle("one").digest())).doesNotExist();
        }
    }

    @Test
    void nothingIsDeletedWhereNothingWasUnpacked() throws Exception {
        cache.keepOnly(Set.of());

        assertThat(folder).doesNotExist();
    }
}
