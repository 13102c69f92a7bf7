package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.ManifestProblem;
import io.fluxgateway.function.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenoCheckTest {
    @TempDir
    Path folder;

    private Path project;

    @BeforeEach
    void makeProject() throws Exception {
        project = Files.createDirectory(folder.resolve("shop")).toRealPath();
        write("functions/a/flux.json", "{\"name\": \"a\", \"env\": [\"DECLARED\"]}");
    }

    private void write(String path, String text) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> problemsOf(String module) throws Exception {
        write("functions/a/index.ts", module);
        FunctionManifest function = new ManifestReader().readProject(project).get(0);
        return new DenoCheck(Fixture.deno())
                .check(project, function).stream()
                        .map(ManifestProblem::toString)
                        .toList();
    }

    @Test
    void aFunctionThatWouldRunHasNoProblem() throws Exception {
        write("functions/_shared/money.ts", "export const cents = (n: number) => Math.round(n * 100);");

        assertThat(problemsOf("""
                import { cents } from "../_shared/money.ts";
                // Deno.env.get("NOT_READ") stands in a comment
                const key = Deno.env.get("DECLARED");
                export default (req: Request, ctx) => ({ key, cents: cents(1) });
                """)).isEmpty();
    }

    @Test
    void nothingOfTheFunctionIsRun() throws Exception {
        Path mark = folder.resolve("mark");

        assertThat(problemsOf("Deno.writeTextFileSync(\"" + mark + "\", \"ran\");\n"
                        + "throw new Error(\"ran\");\nexport default () => 1;"))
                .isEmpty();
        assertThat(mark).doesNotExist();
    }

    @Test
    void whatDoesNotParseIsToldWithFileAndLine() throws Exception {
        assertThat(problemsOf("\nexport default () => { const a = ; }"))
                .singleElement()
                .asString()
                .startsWith("functions/a/index.ts:2: ")
                .contains("Expression expected");
    }

    @Test
    void whatParsesButDoesNotCompileIsToldToo() throws Exception {
        assertThat(problemsOf("export default () => {\n  let a = 1;\n  let a = 2;\n}"))
                .singleElement()
                .asString()
                .startsWith("functions/a/index.ts:3: ")
                .contains("'a' has already been declared");
    }

    @Test
    void aModuleThatIsMissingIsToldWhereItIsImported() throws Exception {
        write("functions/_shared/b.ts", "\nimport \"./c.ts\";\nexport const b = 1;");

        assertThat(problemsOf("import { b } from \"../_shared/b.ts\";\nexport default () => b;"))
                .singleElement()
                .asString()
                .startsWith("functions/_shared/b.ts:2: ")
                .contains("functions/_shared/c.ts");
    }

    @Test
    void aFunctionWithoutADefaultExportIsRefused() throws Exception {
        assertThat(problemsOf("export const handler = () => 1;"))
                .singleElement()
                .asString()
                .contains("functions/a")
                .contains("default");
    }

    @Test
    void aModuleOfAnotherPlaceIsRefused() throws Exception {
        Files.writeString(folder.resolve("outside.ts"), "export const x = 1;");

        assertThat(problemsOf("import { x } from \"../../../outside.ts\";\nexport default () => x;"))
                .singleElement()
                .asString()
                .startsWith("functions/a/flux.json: ")
                .contains("outside.ts")
                .contains("functions/_*");
    }

    @Test
    void variablesThatAreNotDeclaredAreToldWithFileAndLine() throws Exception {
        write("functions/_shared/keys.ts", "\nexport const key = () => Deno.env.get(`STRIPE_KEY`);");

        assertThat(problemsOf("""
                import process from "node:process";
                import { key } from "../_shared/keys.ts";
                export default () => [key(), process.env.MAIL_KEY, Deno.env.has('DECLARED'), Deno.env.get("OTHER")];
                """))
                .containsExactlyInAnyOrder(
                        "functions/_shared/keys.ts:2: env \"STRIPE_KEY\" is read (expected in \"env\" of functions/a/flux.json)",
                        "functions/a/index.ts:3: env \"MAIL_KEY\" is read (expected in \"env\" of functions/a/flux.json)",
                        "functions/a/index.ts:3: env \"OTHER\" is read (expected in \"env\" of functions/a/flux.json)");
    }
}
