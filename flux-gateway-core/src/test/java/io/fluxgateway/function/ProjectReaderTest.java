package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.function.FunctionManifest.Permissions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole projects: what is found in folders, and what several files get wrong together. */
class ProjectReaderTest {
    @TempDir
    Path folder;

    private ProjectFolder project = new ProjectFolder(Path.of(""));

    @BeforeEach
    void startEmpty() throws Exception {
        project = new ProjectFolder(folder.toRealPath());
    }

    @Test
    void functionsAreReadInTheOrderOfTheirFolders() throws Exception {
        project.withFunction("b", "{\"name\": \"first\"}")
                .withFunction(
                        "a",
                        "{",
                        "  \"name\": \"second\",",
                        "  \"env\": [\"TOKEN\"],",
                        "  \"permissions\": {",
                        "    \"net\": [\"api.example.com\", \"10.0.0.1:5432\", \"[::1]:80\"],",
                        "    \"read\": [\"data\"], \"write\": [\"data/out\"]",
                        "  }",
                        "}")
                .with("functions/_shared/tool.ts", "")
                .with("functions/.cache/flux.json", "not read")
                .with("functions/helper.ts", "")
                .with("functions/gone/node_modules/x/index.js", "");
        Files.createDirectories(folder.resolve("functions/new"));

        List<FunctionManifest> functions = project.read();
        assertThat(functions).extracting(FunctionManifest::name).containsExactly("second", "first");
        FunctionManifest second = functions.get(0);
        assertThat(second.runtime()).isEqualTo("deno");
        assertThat(second.entry()).isEqualTo("index.ts");
        assertThat(second.env()).containsExactly("TOKEN");
        assertThat(second.permissions())
                .isEqualTo(new Permissions(
                        List.of("api.example.com", "10.0.0.1:5432", "[::1]:80"), List.of("data"), List.of("data/out")));
        assertThat(second.directory()).isEqualTo(project.path().resolve("functions/a"));
        assertThat(second.source()).hasToString("functions/a/flux.json:1");
        assertThat(functions.get(1).permissions()).isEqualTo(Permissions.NONE);
    }

    @Test
    void fiveMistakesInOneFileAreFiveProblems() throws Exception {
        project.withFunction(
                "a",
                "{",
                "  \"name\": \"Bad Name\",",
                "  \"runtme\": \"deno\",",
                "  \"method\": \"POTS\",",
                "  \"async\": \"yes\",",
                "  \"timeout\": \"1h\"",
                "}");
        assertThat(project.problems())
                .containsExactly(
                        "functions/a/flux.json:2: name \"Bad Name\" (expected 1 to 63 of a-z, 0-9, _ and -, the first a"
                                + " letter or digit)",
                        "functions/a/flux.json:3: unknown field \"runtme\" (did you mean \"runtime\"?)",
                        "functions/a/flux.json:4: method \"POTS\" (expected one of GET, POST, PUT, PATCH, DELETE)",
                        "functions/a/flux.json:5: async \"yes\" (expected true or false)",
                        "functions/a/flux.json:6: timeout \"1h\" (expected 100ms to 15m, such as \"500ms\", \"30s\" or"
                                + " \"5m\")");
    }

    @Test
    void mistakesOfAllFilesAreToldAtOnce() throws Exception {
        project.withFunction("a", "{", "  \"name\": \"a\",", "  \"nmae\": 1", "}")
                .withFunction("b", "{", "  \"name\": \"b\"")
                .withFunction("c", "{}");
        assertThat(project.problems()).hasSize(3);
        assertThat(project.problems().get(0)).startsWith("functions/a/flux.json:3: unknown field \"nmae\"");
        assertThat(project.problems().get(1)).startsWith("functions/b/flux.json:2: not valid JSON: ");
        assertThat(project.problems().get(2))
                .isEqualTo("functions/c/flux.json:1: name missing (expected in every function)");
    }

    @Test
    void twoFunctionsOfOneNameNameBothFiles() throws Exception {
        project.withFunction("a", "{", "  \"name\": \"same\"", "}").withFunction("b", "{\"name\": \"same\"}");
        assertThat(project.problems())
                .containsExactly("functions/b/flux.json:1: name \"same\" (expected a name of its own,"
                        + " functions/a/flux.json:2 has it too)");
    }

    @Test
    void twoFunctionsOnOneMethodAndShapeOfRouteNameBothFiles() throws Exception {
        project.withFunction("a", "{", "  \"name\": \"a\",", "  \"route\": \"/o/{x}\"", "}")
                .withFunction("b", "{", "  \"name\": \"b\",", "  \"method\": \"POST\",", "  \"route\": \"/o/{y}\"", "}")
                .withFunction("c", "{", "  \"name\": \"c\",", "  \"method\": \"GET\",", "  \"route\": \"/o/{y}\"", "}");
        assertThat(project.problems())
                .containsExactly("functions/b/flux.json:4: route POST \"/o/{y}\" (expected one function on a method and"
                        + " route, functions/a/flux.json:3 has POST \"/o/{x}\")");
    }

    @Test
    void aDefaultRouteIsTakenTooAndToldWhereTheNameIs() throws Exception {
        project.withFunction("a", "{\"name\": \"a\"}")
                .withFunction("b", "{", "  \"name\": \"b\", \"route\": \"/%61\"", "}");
        assertThat(project.problems())
                .containsExactly("functions/b/flux.json:2: route POST \"/%61\" (expected one function on a method and"
                        + " route, functions/a/flux.json:1 has POST \"/a\")");
    }

    @Test
    void conflictsAreFoundInFilesWithOtherMistakes() throws Exception {
        project.withFunction("a", "{", "  \"name\": \"a\", \"route\": \"/same\"", "}")
                .withFunction("b", "{", "  \"name\": \"B\",", "  \"route\": \"/same\"", "}")
                .withFunction("c", "{", "  \"name\": \"a\",", "  \"route\": \"no\"", "}");
        assertThat(project.problems())
                .anySatisfy(problem -> assertThat(problem).startsWith("functions/b/flux.json:2: name \"B\""))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("functions/b/flux.json:3: route POST \"/same\"")
                        .contains("functions/a/flux.json:2"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("functions/c/flux.json:2: name \"a\"")
                        .contains("functions/a/flux.json:2"))
                .anySatisfy(problem -> assertThat(problem).startsWith("functions/c/flux.json:3: route \"no\""))
                .hasSize(4);
    }

    @Test
    void aProjectWithoutFunctionsIsOneClearLine() throws Exception {
        String expected = "no functions in " + project.path() + ": expected functions/<name>/flux.json";
        assertThat(project.problems()).containsExactly(expected);
        Files.createDirectories(folder.resolve("functions/.hidden"));
        assertThat(project.problems()).containsExactly(expected);
        ProjectFolder gone = new ProjectFolder(project.path().resolve("gone"));
        assertThat(gone.problems()).containsExactly("no such folder: " + gone.path());
        project.with("file", "");
        ProjectFolder file = new ProjectFolder(project.path().resolve("file"));
        assertThat(file.problems()).containsExactly("not a folder: " + file.path());
        Files.delete(folder.resolve("functions/.hidden"));
        Files.delete(folder.resolve("functions"));
        project.with("functions", "");
        assertThat(project.problems()).containsExactly("functions: not a folder");
    }

    @Test
    void aFolderWithFilesButWithoutFluxJsonIsAMistake() throws Exception {
        project.withFunction("a", "{\"name\": \"a\"}").with("functions/b/index.ts", "");
        assertThat(project.problems())
                .containsExactly(
                        "functions/b: no flux.json (expected in each folder of functions/; one of shared code is"
                                + " named with \"_\" first)");
    }

    @Test
    void theEntryMustBeThere() throws Exception {
        project.with("functions/a/flux.json", "{", "\"name\": \"a\"", "}")
                .with("functions/b/flux.json", "{", "\"name\": \"b\",", "\"entry\": \"main.js\"", "}")
                .with("functions/c/flux.json", "{\"name\": \"c\", \"entry\": \"src\"}")
                .with("functions/c/src/main.ts", "");
        assertThat(project.problems())
                .containsExactly(
                        "functions/a/flux.json:1: entry \"index.ts\" (no such file in functions/a)",
                        "functions/b/flux.json:3: entry \"main.js\" (no such file in functions/b)",
                        "functions/c/flux.json:1: entry \"src\" (not a file)");
        project.with("functions/a/index.ts", "")
                .with("functions/b/main.js", "")
                .with("functions/c/flux.json", "{\"name\": \"c\", \"entry\": \"./src/main.ts\"}");
        assertThat(project.read())
                .extracting(FunctionManifest::entry)
                .containsExactly("index.ts", "main.js", "./src/main.ts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../b/index.ts", "/etc/passwd", "", "a/../../x", "C:/x", "a\\\\b", "a\\u0000b"})
    void theEntryStaysInItsFolder(String entry) throws Exception {
        project.withFunction("a", "{\"name\": \"a\", \"entry\": \"" + entry + "\"}");
        assertThat(project.problems())
                .singleElement()
                .asString()
                .startsWith("functions/a/flux.json:1: entry \"")
                .endsWith("(expected a path inside the function's folder, relative to it)");
    }

    @Test
    void aLinkDoesNotLeadTheEntryOutOfItsFolder() throws Exception {
        project.with("secret.ts", "").with("functions/a/flux.json", "{\"name\": \"a\"}");
        Files.createSymbolicLink(folder.resolve("functions/a/index.ts"), folder.resolve("secret.ts"));
        assertThat(project.problems())
                .containsExactly(
                        "functions/a/flux.json:1: entry \"index.ts\" (expected a file inside functions/a, this is"
                                + " a symbolic link that leads out of it)");
    }

    @Test
    void aManifestIsNotReadThroughALinkOutOfTheProject(@TempDir Path elsewhere) throws Exception {
        Files.writeString(elsewhere.resolve("flux.json"), "{\"name\": \"a\"}");
        Files.createDirectories(folder.resolve("functions/a"));
        Files.createSymbolicLink(folder.resolve("functions/a/flux.json"), elsewhere.resolve("flux.json"));
        assertThat(project.problems())
                .containsExactly(
                        "functions/a/flux.json: a symbolic link that leads out of the project (expected a place"
                                + " inside it)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"env\": [\"A B\"] | env \"A B\" (expected the name of an environment variable: letters, digits and _)",
                "\"env\": [\"1A\"] | env \"1A\" (expected the name of an environment variable: letters, digits and _)",
                "\"env\": \"A\" | env \"A\" (expected a list of strings)",
                "\"env\": [1] | env 1 (expected strings in the list)",
                "\"env\": [\"A\", \"A\"] | env \"A\" (expected each once)",
                "\"permissions\": [] | permissions [] (expected an object)",
                "\"permissions\": {\"nets\": []} | unknown field \"permissions.nets\" (did you mean \"net\"?)",
                "\"permissions\": {\"net\": true} | permissions.net true (expected a list of strings)",
                "\"url\": \"http://a\" | url (expected with runtime \"http\" only, this one is \"deno\")"
            })
    void denoFieldsAreChecked(String field, String message) throws Exception {
        project.withFunction("a", "{\"name\": \"a\",", field + "}");
        assertThat(project.problems()).containsExactly("functions/a/flux.json:2: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://a.b", "a.b/c", "a.b:0", "a.b:70000", "a b", "10.0.0.300", "::1", "*", "-a.b"})
    void hostsAreNamesOrAddresses(String host) throws Exception {
        project.withFunction("a", "{\"name\": \"a\", \"permissions\": {\"net\": [\"" + host + "\"]}}");
        assertThat(project.problems())
                .containsExactly("functions/a/flux.json:1: permissions.net \"" + host + "\" (expected a host such as"
                        + " \"example.com\", \"example.com:443\" or \"[::1]:80\", no scheme)");
    }

    @ParameterizedTest
    @CsvSource({"read, /etc", "read, ../x", "write, a/../..", "write, ''"})
    void pathsStayInTheProject(String kind, String path) throws Exception {
        project.withFunction("a", "{\"name\": \"a\", \"permissions\": {\"" + kind + "\": [\"" + path + "\"]}}");
        assertThat(project.problems())
                .containsExactly("functions/a/flux.json:1: permissions." + kind + " \"" + path
                        + "\" (expected a path inside the project folder, relative to it)");
    }

    @Test
    void aFileThatIsTooLargeOrNoFileIsTold() throws Exception {
        project.withFunction("a", " ".repeat(ManifestFile.MAX_BYTES + 1));
        Files.createDirectories(folder.resolve("functions/b/flux.json"));
        assertThat(project.problems())
                .containsExactly(
                        "functions/a/flux.json: too large (expected at most 1 MiB)",
                        "functions/b/flux.json: not a file");
    }

    @Test
    void valuesCannotBreakTheLinesOfTheReport() throws Exception {
        project.withFunction("a", "{\"name\": \"a\\nfunctions/x: fake " + "x".repeat(200) + "\"}");
        assertThat(project.problems())
                .singleElement()
                .asString()
                .startsWith("functions/a/flux.json:1: name \"a\\u000afunctions/x: fake xxx")
                .contains("...\" (expected")
                .doesNotContain("\n");
    }
}
