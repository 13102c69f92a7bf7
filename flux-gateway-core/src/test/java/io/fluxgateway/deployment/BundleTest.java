package io.fluxgateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTest {
    private static final String SHA256 = "0123456789abcdef".repeat(4);

    private static BundleFile file(String path) {
        return new BundleFile(path, SHA256, 12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/../b",
                "/etc/passwd",
                "a//b",
                "",
                "a/",
                "./a",
                "a/.",
                "a\\b",
                "c:/x",
                "a\u0000b",
                "a\nfile b",
                ".."
            })
    void aPathThatCouldLeadElsewhereIsRefused(String path) {
        assertThatThrownBy(() -> file(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: a path inside the project");
        assertThatThrownBy(() -> new Bundle(List.of(), List.of(path))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "functions/a/index.ts",
                "deno.json",
                "functions/a/with space.ts",
                "functions/ä/ü.ts",
                "..a/b..",
                "a"
            })
    void anyOtherPathIsKept(String path) {
        assertThat(file(path).path()).isEqualTo(path);
    }

    @Test
    void aPathThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> file("a".repeat(1_025))).hasMessageContaining("1024");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"})
    void whatIsNoDigestIsRefused(String digest) {
        assertThatThrownBy(() -> new BundleFile("a", digest, 1)).hasMessageContaining("sha256");
    }

    @Test
    void theDigestDependsOnEachPartAndNotOnTheOrder() {
        Bundle bundle = new Bundle(List.of(file("a"), file("b")), List.of("data"));

        assertThat(new Bundle(List.of(file("b"), file("a")), List.of("data")).digest())
                .isEqualTo(bundle.digest());
        assertThat(new Bundle(List.of(file("a"), file("c")), List.of("data")).digest())
                .isNotEqualTo(bundle.digest());
        assertThat(new Bundle(List.of(file("a"), file("b")), List.of()).digest())
                .isNotEqualTo(bundle.digest());
        BundleFile other = new BundleFile("b", SHA256.replace('0', '1'), 12);
        assertThat(new Bundle(List.of(file("a"), other), List.of("data")).digest())
                .isNotEqualTo(bundle.digest());
    }

    @Test
    void aListingIsReadBackAsItWas() {
        Bundle bundle = new Bundle(List.of(file("functions/a b/x y.ts"), file("deno.json")), List.of("data", "a b"));

        assertThat(Bundle.parse(bundle.listing())).isEqualTo(bundle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file x", "link a b", "file 0 1 a\n", "data ../x\n"})
    void whatIsNoListingIsRefused(String listing) {
        assertThatThrownBy(() -> Bundle.parse(listing)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPathIsThereOnlyOnce() {
        assertThatThrownBy(() -> new Bundle(List.of(file("a"), file("a")), List.of()))
                .hasMessageContaining("\"a\"")
                .hasMessageContaining("once");
    }
}
