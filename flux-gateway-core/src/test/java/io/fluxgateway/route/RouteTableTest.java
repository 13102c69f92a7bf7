package io.fluxgateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.RequestPath;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final List<Method> DEPLOYABLE =
            List.of(Method.GET, Method.POST, Method.PUT, Method.PATCH, Method.DELETE);

    private final RouteTable table = RouteTable.of(
            function("root", Method.GET, "/"),
            function("list_orders", Method.GET, "/orders"),
            function("create_order", Method.POST, "/orders"),
            function("get_order", Method.GET, "/orders/{id}"),
            function("latest_order", Method.GET, "/orders/latest"),
            function("delete_order", Method.DELETE, "/orders/{order}"),
            function("order_line", Method.GET, "/orders/{id}/lines/{line}"),
            function("latest_total", Method.GET, "/orders/latest/total"),
            function("cafe", Method.GET, "/caf%C3%A9"),
            function("files", Method.GET, "/files/{path...}"),
            function("any_file", Method.PUT, "/{rest...}"));

    @ParameterizedTest
    @CsvSource({
        "GET, /, root",
        "HEAD, /, root",
        "PUT, /, any_file",
        "GET, /orders, list_orders",
        "HEAD, /orders, list_orders",
        "POST, /orders, create_order",
        "GET, /orders/42, get_order",
        "GET, /orders/latest, latest_order",
        "GET, /orders/late, get_order",
        "GET, /orders/latest2, get_order",
        "DELETE, /orders/latest, delete_order",
        "GET, /orders/latest/total, latest_total",
        "GET, /orders/latest/lines/7, order_line",
        "GET, /caf%c3%a9, cafe",
        "GET, /%6Frders, list_orders",
        "GET, /files/, files",
        "GET, /files/a, files",
        "GET, /files/a/b/, files",
        "PUT, /orders/latest/total, any_file",
        "PUT, /files, any_file",
        "GET, /orders/, ",
        "GET, /files, ",
        "GET, /Orders, ",
        "GET, /orders/1/lines, ",
        "GET, /orders/1/lines/, ",
        "PATCH, /orders, ",
        "OPTIONS, /orders, ",
        "OTHER, /orders, ",
        "HEAD, /nothing, "
    })
    void theMostSpecificRouteWithTheMethodAnswers(Method method, String path, @Nullable String function) {
        RouteMatch match = table.find(method, RequestPath.parse(path));
        assertThat(match == null ? null : match.route().function().name()).isEqualTo(function);
    }

    @ParameterizedTest
    @CsvSource({
        "/, GET HEAD PUT",
        "/orders, GET HEAD POST PUT",
        "/orders/latest, GET HEAD PUT DELETE",
        "/orders/42, GET HEAD PUT DELETE",
        "/nothing, PUT",
        "/_flux, ''",
        "/_flux/x, ''",
        "/_fluxx, PUT"
    })
    void theMethodsAtAPathAreThoseOfAllRoutesThatMatch(String path, String methods) {
        assertThat(table.methodsAt(RequestPath.parse(path)).stream()
                        .map(Method::name)
                        .toList())
                .isEqualTo(methods.isEmpty() ? List.of() : List.of(methods.split(" ")));
    }

    @Test
    void parametersAreDecodedAndInTheOrderOfThePattern() {
        assertThat(params(Method.GET, "/orders/a%20b/lines/%C3%A9").entrySet())
                .extracting(Map.Entry::toString)
                .containsExactly("id=a b", "line=\u00e9");
        assertThat(params(Method.GET, "/files/a/b%20c/")).containsExactly(Map.entry("path", "a/b c/"));
        assertThat(params(Method.GET, "/files/")).containsExactly(Map.entry("path", ""));
        assertThat(params(Method.PUT, "/")).containsExactly(Map.entry("rest", ""));
        assertThat(params(Method.GET, "/orders")).isEmpty();
        assertThat(params(Method.DELETE, "/orders/latest")).containsExactly(Map.entry("order", "latest"));
    }

    @Test
    void parametersCannotBeChanged() {
        Map<String, String> params = params(Method.GET, "/orders/1");
        assertThatThrownBy(() -> params.put("id", "2")).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_flux", "/_flux/", "/_flux/health", "/%5Fflux/x"})
    void noParameterTakesWhatIsTheGatewaysOwn(String path) {
        assertThat(table.find(Method.PUT, RequestPath.parse(path))).isNull();
    }

    @Test
    void theEmptyTableAnswersNothing() {
        RequestPath root = RequestPath.parse("/");
        assertThat(RouteTable.EMPTY.find(Method.GET, root)).isNull();
        assertThat(RouteTable.EMPTY.methodsAt(root)).isEmpty();
        assertThat(RouteTable.EMPTY.routes()).isEmpty();
        assertThat(RouteTable.EMPTY.functions()).isEmpty();
    }

    @Test
    void routesAreListedByPathAndFunctionsAsDeclared() {
        RouteTable small = RouteTable.of(
                function("z", Method.POST, "/a"), function("y", Method.GET, "/a"), function("x", Method.PUT, "/A"));
        assertThat(small.routes())
                .extracting(Route::toString)
                .containsExactly("PUT /A -> x", "GET /a -> y", "POST /a -> z");
        assertThat(small.functions()).extracting(FunctionManifest::name).containsExactly("z", "y", "x");
    }

    @Test
    void functionsThatCannotBeTogetherAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RouteTable.of(
                        function("a", Method.GET, "/x/{p}"),
                        function("a", Method.POST, "/y"),
                        function("b", Method.GET, "/x/{q}")))
                .withMessage("name \"a\" (expected a name of its own, another function has it too)\n"
                        + "route GET \"/x/{q}\" (expected one function on a method and route, function \"a\" has GET"
                        + " \"/x/{p}\")");
    }

    @Test
    void aProjectAFileAndAResourceCanBeLoaded(@TempDir Path folder) throws Exception {
        String function = "{\"name\": \"a\", \"runtime\": \"host\", \"route\": \"/b\", \"method\": \"GET\"}";
        Files.createDirectories(folder.resolve("functions/a"));
        Files.writeString(folder.resolve("functions/a/flux.json"), function);
        Path file = Files.writeString(folder.resolve("routes.json"), "{\"functions\": [" + function + "]}");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            for (RouteTable loaded : List.of(
                    RouteTable.load(folder),
                    RouteTable.loadFile(file),
                    RouteTable.loadResource(loader, "routes.json"))) {
                assertThat(loaded).hasToString("[GET /b -> a]");
                assertThat(loaded.find(Method.HEAD, RequestPath.parse("/b"))).isNotNull();
            }
        }
    }

    @Test
    void aProjectWithMistakesIsNoTable(@TempDir Path folder) {
        assertThatThrownBy(() -> RouteTable.load(folder.resolve("gone")))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("gone");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyTableAnswersLikeTryingEveryPattern(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            RouteTable any = RouteTable.of(randomFunctions(random));
            NaiveRoutes naive = new NaiveRoutes(any.routes());
            for (int i = 0; i < 100; i++) {
                String path = randomPath(random);
                for (Method method : Method.values()) {
                    RouteMatch match = any.find(method, RequestPath.parse(path));
                    assertThat(match == null ? null : match.route())
                            .as("%s %s in %s", method, path, any)
                            .isEqualTo(naive.find(method, path));
                }
                assertThat(any.methodsAt(RequestPath.parse(path)))
                        .as("%s in %s", path, any)
                        .isEqualTo(naive.methodsAt(path));
            }
        }
    }

    /** Few words, so that patterns and paths meet often. */
    private static List<FunctionManifest> randomFunctions(Random random) {
        List<FunctionManifest> functions = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            StringBuilder pattern = new StringBuilder();
            StringBuilder shape = new StringBuilder();
            int size = random.nextInt(5);
            for (int segment = 0; segment < size; segment++) {
                int kind = random.nextInt(segment == size - 1 ? 5 : 4);
                String text = kind < 2 ? word(random) : kind < 4 ? "{p" + i + "_" + segment + "}" : "{r" + i + "...}";
                pattern.append('/').append(text);
                shape.append('/').append(kind < 2 ? text : kind < 4 ? "{}" : "{...}");
            }
            Method method = DEPLOYABLE.get(random.nextInt(DEPLOYABLE.size()));
            if (taken.add(method + " " + shape)) {
                functions.add(function("f" + i, method, size == 0 ? "/" : pattern.toString()));
            }
        }
        return functions;
    }

    private static String randomPath(Random random) {
        StringBuilder path = new StringBuilder();
        for (int size = random.nextInt(6); size > 0; size--) {
            path.append('/').append(word(random));
        }
        return path.isEmpty() || random.nextInt(6) == 0 ? path.append('/').toString() : path.toString();
    }

    private static String word(Random random) {
        return List.of("a", "ab", "b", "c").get(random.nextInt(4));
    }

    private Map<String, String> params(Method method, String path) {
        RouteMatch match = table.find(method, RequestPath.parse(path));
        assertThat(match).isNotNull();
        return match == null ? Map.of() : match.params();
    }

    private static FunctionManifest function(String name, Method method, String route) {
        return FunctionManifest.named(name).method(method).route(route).build();
    }
}
