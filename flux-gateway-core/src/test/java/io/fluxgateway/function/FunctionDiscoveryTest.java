package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionDiscoveryTest {
    private static final FluxFunction REGISTERED = request -> FluxFunction.Response.empty(204);

    @TempDir
    Path folder;

    /** A function to be found. */
    @FunctionName("one")
    public static final class One implements FluxFunction {
        @Override
        public Response handle(Request request) {
            return Response.text(200, "one");
        }
    }

    /** Of the same name. */
    @FunctionName("one")
    public static final class OtherOne implements FluxFunction {
        @Override
        public Response handle(Request request) {
            return Response.text(200, "other");
        }
    }

    /** Without a name. */
    public static final class Nameless implements FluxFunction {
        @Override
        public Response handle(Request request) {
            return Response.empty(204);
        }
    }

    /** With a name that no function can have. */
    @FunctionName("No Name")
    public static final class Misnamed implements FluxFunction {
        @Override
        public Response handle(Request request) {
            return Response.empty(204);
        }
    }

    /** Cannot be made. */
    @FunctionName("broken")
    public static final class Broken implements FluxFunction {
        public Broken() {
            throw new IllegalStateException("no license key");
        }

        @Override
        public Response handle(Request request) {
            return Response.empty(204);
        }
    }

    private Map<String, FluxFunction> discover(Map<String, FluxFunction> registered, String... names)
            throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(FluxFunction.class.getName()), List.of(names));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            return FunctionDiscovery.addTo(registered, loader);
        }
    }

    @Test
    void aFunctionIsFoundByItsName() throws Exception {
        assertThat(discover(Map.of(), One.class.getName()).get("one")).isInstanceOf(One.class);
    }

    @Test
    void whatIsRegisteredGoesFirst() throws Exception {
        assertThat(discover(Map.of("one", REGISTERED), One.class.getName()))
                .containsExactly(Map.entry("one", REGISTERED));
        assertThat(discover(Map.of("broken", REGISTERED), Broken.class.getName()))
                .as("not even made")
                .containsExactly(Map.entry("broken", REGISTERED));
    }

    @Test
    void twoClassesOfOneNameAreBothNamed() {
        assertThatThrownBy(() -> discover(Map.of(), One.class.getName(), OtherOne.class.getName()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("function \"one\": both ")
                .hasMessageContaining(One.class.getName())
                .hasMessageContaining(OtherOne.class.getName());
    }

    @Test
    void aClassWithoutNameIsTold() {
        assertThatThrownBy(() -> discover(Map.of(), Nameless.class.getName()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class " + Nameless.class.getName()
                        + ": no name (expected: @FunctionName(\"...\") with the name in its flux.json)");
    }

    @Test
    void aNameThatNoFunctionCanHaveIsTold() {
        assertThatThrownBy(() -> discover(Map.of(), Misnamed.class.getName()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("class " + Misnamed.class.getName() + ": name \"No Name\" (expected ");
    }

    @Test
    void aClassThatIsNotThereOrCannotBeMadeIsTold() {
        assertThatThrownBy(() -> discover(Map.of(), "com.example.Gone"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Java functions cannot be loaded: ")
                .hasMessageContaining("com.example.Gone");
        assertThatThrownBy(() -> discover(Map.of(), Broken.class.getName()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Broken.class.getName())
                .hasRootCauseMessage("no license key");
    }

    @Test
    void aResponseIsMadeInOneLine() {
        assertThat(FluxFunction.Response.json(201, "{}").headers().first("Content-Type"))
                .isEqualTo("application/json");
        assertThat(FluxFunction.Response.empty(204).body()).isEmpty();
        assertThatThrownBy(() -> FluxFunction.Response.text(199, "")).hasMessage("status: 199 (expected: 200 to 599)");
    }
}
