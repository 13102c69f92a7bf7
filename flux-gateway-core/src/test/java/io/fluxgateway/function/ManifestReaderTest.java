package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fluxgateway.function.RetryPolicy.Backoff;
import io.fluxgateway.http.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One function in one text: what each field takes. */
class ManifestReaderTest {
    private final ManifestReader reader = new ManifestReader();

    @Test
    void aNameIsEnough() throws Exception {
        FunctionManifest function = read("\"name\": \"create_order\", \"runtime\": \"host\"");
        assertThat(function.route()).isEqualTo(RoutePattern.parse("/create_order"));
        assertThat(function.method()).isEqualTo(Method.POST);
        assertThat(function.async()).isFalse();
        assertThat(function.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(function.url()).isNull();
        assertThat(function.directory()).isNull();
        assertThat(function.source()).hasToString("f.json:1");
        assertThat(function.version()).hasSize(64);
    }

    @Test
    void everyFieldIsRead() throws Exception {
        FunctionManifest function =
                read("\"name\": \"a\", \"runtime\": \"http\", \"route\": \"/b/{id}\", \"method\": \"PATCH\","
                        + " \"async\": true, \"url\": \"https://example.com:8443/api/\", \"timeout\": \"2m\"");
        assertThat(function.runtime()).isEqualTo("http");
        assertThat(function.route()).isEqualTo(RoutePattern.parse("/b/{id}"));
        assertThat(function.method()).isEqualTo(Method.PATCH);
        assertThat(function.async()).isTrue();
        assertThat(function.url()).isEqualTo(URI.create("https://example.com:8443/api/"));
        assertThat(function.timeout()).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @CsvSource({"\"512KB\", 524288", "\"2mb\", 2097152", "\"100\", 100", "4096, 4096", "\"1024GB\", 1099511627776"})
    void theLargestBodyIsASizeOrANumberOfBytes(String json, long bytes) throws Exception {
        assertThat(read("\"name\": \"a\", \"runtime\": \"host\", \"maxBody\": " + json)
                        .maxBody())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"0\"",
                "\"2 MB\"",
                "\"2M\"",
                "\"-1\"",
                "\"1.5MB\"",
                "\"\"",
                "\"1025GB\"",
                "0",
                "-1",
                "1.5",
                "1e3"
            })
    void aLargestBodyThatIsNoneIsRefused(String json) {
        String shown = json.startsWith("\"") ? json : "\"" + json + "\"";
        assertThat(problemOf("\"name\": \"a\", \"runtime\": \"host\", \"maxBody\": " + json))
                .isEqualTo("maxBody " + shown
                        + " (expected 1 byte to 1024GB, such as \"512KB\", \"2MB\" or a number of bytes)");
    }

    @Test
    void aLargestBodyOfAnotherTypeIsRefused() {
        assertThat(problemOf("\"name\": \"a\", \"runtime\": \"host\", \"maxBody\": true"))
                .isEqualTo("maxBody true (expected a string or a number)");
    }

    @ParameterizedTest
    @CsvSource({"100ms, 100", "500ms, 500", "1s, 1000", "30s, 30000", "900s, 900000", "15m, 900000"})
    void timeoutsHaveAUnit(String text, long millis) throws Exception {
        assertThat(read("\"name\": \"a\", \"runtime\": \"host\", \"timeout\": \"" + text + "\"")
                        .timeout())
                .hasMillis(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "99ms", "16m", "901s", "30", "30 s", "1.5s", "1h", "-1s", "999999999999s", "s"})
    void otherTimeoutsAreRefused(String text) {
        assertThat(problemOf("\"name\": \"a\", \"runtime\": \"host\", \"timeout\": \"" + text + "\""))
                .isEqualTo("timeout \"" + text + "\" (expected 100ms to 15m, such as \"500ms\", \"30s\" or \"5m\")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080",
                "https://example.com",
                "http://my_service:80/a/b",
                "http://[::1]:9/",
                "HTTP://a"
            })
    void upstreamsAreHttpServers(String url) throws Exception {
        assertThat(read(http(url)).url()).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "localhost:8080", "ftp://a", "http://", "http://user:secret@a", "http://a?b=c", "http://a#b",
                "http://a:0", "http://a:65536", "http://a/../b", "http://10.0.0.256", "/a", "http://a b", "http://a/%2f"
            })
    void otherUrlsAreRefused(String url) {
        assertThat(problemOf(http(url)))
                .isEqualTo(
                        "url \"" + url + "\" (expected an absolute http or https URL without user, query and fragment,"
                                + " such as \"http://localhost:8080/api\")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "_a", "a b", "a/b", "caf\u00e9", "a.b"})
    void namesAreChecked(String name) {
        assertThat(problemOf("\"name\": \"" + name + "\", \"runtime\": \"host\""))
                .isEqualTo(
                        "name \"" + name + "\" (expected 1 to 63 of a-z, 0-9, _ and -, the first a letter or digit)");
    }

    @Test
    void theLongestNameHas63Characters() throws Exception {
        String longest = "a".repeat(63);
        assertThat(read("\"runtime\": \"host\", \"name\": \"" + longest + "\"").name())
                .isEqualTo(longest);
        assertThat(problemOf("\"runtime\": \"host\", \"name\": \"" + longest + "a\""))
                .startsWith("name ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"method\": \"POTS\" | method \"POTS\" (expected one of GET, POST, PUT, PATCH, DELETE)",
                "\"method\": \"get\" | method \"get\" (expected one of GET, POST, PUT, PATCH, DELETE)",
                "\"method\": \"HEAD\" | method \"HEAD\" (expected one of GET, POST, PUT, PATCH, DELETE)",
                "\"method\": 1 | method 1 (expected a string)",
                "\"method\": null | method null (expected a string)",
                "\"route\": [\"/a\"] | route [...] (expected a string)",
                "\"route\": \"a\" | route \"a\" (expected a path that starts with \"/\")",
                "\"async\": \"true\" | async \"true\" (expected true or false)",
                "\"async\": {} | async {} (expected true or false)",
                "\"timeout\": 30 | timeout 30 (expected a string)",
                "\"runtim\": \"host\" | unknown field \"runtim\" (did you mean \"runtime\"?)",
                "\"Timeout\": \"1s\" | unknown field \"Timeout\" (did you mean \"timeout\"?)",
                "\"methods\": [] | unknown field \"methods\" (did you mean \"method\"?)",
                "\"env\": [] | env (expected with runtime \"deno\" only, this one is \"host\")",
                "\"entry\": \"a.ts\" | entry (expected with runtime \"deno\" only, this one is \"host\")",
                "\"permissions\": {} | permissions (expected with runtime \"deno\" only, this one is \"host\")",
                "\"url\": \"http://a\" | url (expected with runtime \"http\" only, this one is \"host\")"
            })
    void aMistakeIsToldWithItsValueAndWhatWasExpected(String field, String message) {
        assertThat(problemOf("\"name\": \"a\", \"runtime\": \"host\", " + field))
                .isEqualTo(message);
    }

    @Test
    void anUnknownFieldLikeNoOtherListsTheKnownOnes() {
        assertThat(problemOf("\"name\": \"a\", \"runtime\": \"host\", \"x\": 1"))
                .isEqualTo(
                        "unknown field \"x\" (expected one of name, runtime, route, method, async, retry, entry, url,"
                                + " timeout, maxBody, env, permissions)");
    }

    @Test
    void theNameAndTheUrlOfAnUpstreamMustBeThere() {
        assertThat(problems("{\"functions\": [{\"runtime\": \"http\"}]}"))
                .containsExactly(
                        "f.json:1: name missing (expected in every function)",
                        "f.json:1: url missing (expected with runtime \"http\")");
    }

    @Test
    void anUnknownRuntimeListsTheKnownOnes() throws Exception {
        assertThat(problemOf("\"name\": \"a\", \"runtime\": \"python\""))
                .isEqualTo("runtime \"python\" (expected one of deno, http, java, host)");
        ManifestReader other = new ManifestReader(List.of("python"));
        assertThat(other.readText("f.json", "{\"functions\": [{\"name\": \"a\", \"runtime\": \"python\"}]}"))
                .hasSize(1);
    }

    @Test
    void aDenoFunctionNeedsAFolderOfItsOwn() {
        assertThat(problemOf("\"name\": \"a\""))
                .isEqualTo("runtime \"deno\" (expected another one here: a deno function needs its own"
                        + " functions/<name>/flux.json)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | f.json:1: empty (expected a JSON object)",
                "[] | f.json:1: [] (expected an object)",
                "{} | f.json:1: functions missing (expected a list of functions)",
                "{\"functions\": []} | f.json:1: functions [] (expected a list of functions)",
                "{\"functions\": \"a\"} | f.json:1: functions \"a\" (expected a list of functions)",
                "{\"functions\": [1]} | f.json:1: 1 (expected an object)",
                "{} {} | f.json:1: text behind the JSON value (expected the end of the file)"
            })
    void theFileIsAnObjectWithAListOfFunctions(String json, String problem) {
        assertThat(problems(json)).contains(problem);
    }

    @Test
    void aQueuedFunctionMaySayHowItIsRetried() throws Exception {
        assertThat(read(queued("{\"attempts\": 5, \"backoff\": \"fixed\", \"initial\": \"2s\", \"max\": \"3m\"}"))
                        .retry())
                .isEqualTo(new RetryPolicy(5, Backoff.FIXED, Duration.ofSeconds(2), Duration.ofMinutes(3)));
        assertThat(read(queued("{}")).retry()).isEqualTo(RetryPolicy.DEFAULT);
        assertThat(read(queued("{\"initial\": \"5m\"}")).retry().max()).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | retry 5 (expected an object)",
                "{\"tries\": 5} | unknown field \"retry.tries\" (expected one of attempts, backoff, initial, max)",
                "{\"attempts\": 0} | retry.attempts 0 (expected a whole number from 1 to 100)",
                "{\"attempts\": 101} | retry.attempts 101 (expected a whole number from 1 to 100)",
                "{\"attempts\": 1.5} | retry.attempts 1.5 (expected a whole number from 1 to 100)",
                "{\"attempts\": 99999999999} | retry.attempts 99999999999 (expected a whole number from 1 to 100)",
                "{\"attempts\": \"5\"} | retry.attempts \"5\" (expected a whole number from 1 to 100)",
                "{\"backoff\": \"linear\"} | retry.backoff \"linear\" (expected exponential or fixed)",
                "{\"initial\": \"1ms\"} | retry.initial \"1ms\" (expected 100ms to 24h, such as \"500ms\", \"1s\" or"
                        + " \"5m\")",
                "{\"max\": \"2d\"} | retry.max \"2d\" (expected 100ms to 24h, such as \"500ms\", \"1s\" or \"5m\")",
                "{\"max\": 60} | retry.max 60 (expected a string)",
                "{\"max\": \"500ms\"} | retry.max \"500ms\" (expected at least as long as retry.initial, 1s)"
            })
    void otherRetriesAreRefused(String retry, String message) {
        assertThat(problemOf(queued(retry))).isEqualTo(message);
    }

    @Test
    void onlyQueuedFunctionsAreRetriedAndTheHostApplicationIsNotQueued() {
        assertThat(problemOf("\"name\": \"a\", \"runtime\": \"java\", \"retry\": {}"))
                .isEqualTo("retry (expected with \"async\": true only)");
        assertThat(problemOf("\"name\": \"a\", \"runtime\": \"host\", \"async\": true"))
                .isEqualTo("async true (expected with another runtime than \"host\": the application answers requests"
                        + " only while they are there)");
    }

    @Test
    void aFieldThatIsThereTwiceIsToldWithBothLines() {
        assertThat(problems("{\"functions\": [{\n\"name\": \"a\",\n\"runtime\": \"host\",\n\"name\": \"b\"}]}"))
                .containsExactly("f.json:4: field \"name\" is there twice (first in line 2)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\n\"functions\": [\n{\"name\": \"a\" \"runtime\": \"host\"}]}",
                "{\n\"functions\": [\n{\"name\": a}]}",
                "{\n\"functions\": [\n{\"name\": \"a\",}]}",
                "{\n\"functions\": [\n{\"name\": \"a\"",
                "{\n\"functions\": [\n// no comments\n]}",
                "{\n\"functions\": [\n{'name': 'a'}]}"
            })
    void whatIsNoJsonIsToldWithItsLine(String json) {
        assertThat(problems(json)).singleElement().asString().startsWith("f.json:3: not valid JSON: ");
    }

    @Test
    void nestingIsBounded() {
        assertThat(problems("[".repeat(JsonReader.MAX_DEPTH + 1)))
                .containsExactly("f.json:1: nested too deeply or a value too long (expected at most 32 levels)");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws Exception {
        assertThat(reader.readText("f.json", "\ufeff{\"functions\": [{\"name\": \"a\", \"runtime\": \"host\"}]}"))
                .hasSize(1);
    }

    @Test
    void problemsAreOrderedByLineAndTheMessageHasThemAll() {
        ManifestException e = catchThrowableOfType(
                ManifestException.class,
                () -> reader.readText(
                        "f.json", "{\"functions\": [\n{\"name\": \"A\",\n\"runtime\": \"host\",\n\"foo\": 1}]}"));
        assertThat(e.problems()).extracting(ManifestProblem::line).containsExactly(2, 4);
        assertThat(e.getMessage().lines())
                .containsExactlyElementsOf(
                        e.problems().stream().map(ManifestProblem::toString).toList());
    }

    @Test
    void filesAreReadAndTheirFaultsTold(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("routes.json");
        assertThatThrownBy(() -> reader.readFile(file)).hasMessage(file + ": no such file");
        Files.write(file, new byte[] {'{', '\n', (byte) 0xff});
        assertThatThrownBy(() -> reader.readFile(file)).hasMessage(file + ":2: not valid UTF-8");
        Files.write(file, new byte[ManifestFile.MAX_BYTES + 1]);
        assertThatThrownBy(() -> reader.readFile(file)).hasMessage(file + ": too large (expected at most 1 MiB)");
        assertThatThrownBy(() -> reader.readFile(folder)).hasMessage(folder + ": not a file");
        Files.writeString(file, "{\"functions\": [{\"name\": \"a\", \"runtime\": \"host\"}]}");
        assertThat(reader.readFile(file)).extracting(FunctionManifest::name).containsExactly("a");
    }

    @Test
    void resourcesAreReadFromTheClassPath(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(
                folder.resolve("app/routes.json"),
                "{\"functions\": [{\"name\": \"a\", \"runtime\": \"java\"}]}",
                StandardCharsets.UTF_8);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            assertThat(reader.readResource(loader, "app/routes.json")).hasSize(1);
            assertThat(reader.readResource(loader, "/app/routes.json")).hasSize(1);
            assertThatThrownBy(() -> reader.readResource(loader, "gone.json"))
                    .isInstanceOf(ManifestException.class)
                    .hasMessage("classpath:gone.json: no such file");
        }
    }

    @Test
    void anotherDeclarationIsAnotherVersion() throws Exception {
        String base = "\"name\": \"a\", \"runtime\": \"host\"";
        assertThat(read(base).version())
                .isEqualTo(read(base).version())
                .isNotEqualTo(read(base + ", \"timeout\": \"1s\"").version())
                .isNotEqualTo(read(base + ", \"route\": \"/b\"").version());
    }

    private static String queued(String retry) {
        return "\"name\": \"a\", \"runtime\": \"java\", \"async\": true, \"retry\": " + retry;
    }

    private static String http(String url) {
        return "\"name\": \"a\", \"runtime\": \"http\", \"url\": \"" + url + "\"";
    }

    private FunctionManifest read(String fields) throws ManifestException {
        return reader.readText("f.json", "{\"functions\": [{" + fields + "}]}").get(0);
    }

    private String problemOf(String fields) {
        List<String> problems = problems("{\"functions\": [{" + fields + "}]}");
        assertThat(problems).hasSize(1);
        return problems.get(0).substring("f.json:1: ".length());
    }

    private List<String> problems(String json) {
        ManifestException e = catchThrowableOfType(ManifestException.class, () -> reader.readText("f.json", json));
        assertThat(e).as("refused").isNotNull();
        return e.problems().stream().map(ManifestProblem::toString).toList();
    }
}
