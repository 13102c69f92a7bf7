package io.fluxgateway.cli;

import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.cli.invoke.Answer;
import io.fluxgateway.cli.invoke.FunctionCall;
import io.fluxgateway.cli.invoke.FunctionPath;
import io.fluxgateway.cli.invoke.Nearest;
import io.fluxgateway.cli.invoke.Payload;
import io.fluxgateway.cli.invoke.TemporaryKey;
import io.fluxgateway.cli.server.ServerBuilder;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.route.RouteTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flux invoke}. */
@Command(
        name = "invoke",
        description = {
            "Run a function through the gateway, as any caller does. Its answer goes to standard output; status, time and"
                    + " request ID go to standard error.",
            "",
            "Exit code: 0 if the status is 2xx or 3xx, 1 if not or if there is no answer, 2 for wrong usage."
        },
        footer = {
            "  flux invoke create_order --payload '{\"userId\": \"u_881\", \"total\": 49.99}'",
            "  flux invoke create_order --payload @order.json",
            "  flux invoke get_order --param id=ord_42 --json",
            "  flux invoke list_orders --url https://api.example.com --key \"$KEY\""
        })
final class InvokeCommand extends StoreCommand {
    private static final int UNAUTHORIZED = 401;

    @Parameters(paramLabel = "NAME", description = "Name of the function, as in its flux.json.")
    private String name = "";

    @Option(
            names = "--payload",
            paramLabel = "JSON|@FILE|-",
            description = "What to send: JSON, a file with it, or - for standard input.")
    private @Nullable String payload;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "Value of a {parameter} of the route. May be given more than once.")
    private Map<String, String> params = new LinkedHashMap<>();

    @Option(
            names = "--query",
            paramLabel = "NAME=VALUE",
            description = "Adds to the query. May be given more than once.")
    private List<String> query = new ArrayList<>();

    @Option(names = "--header", paramLabel = "NAME:VALUE", description = "Adds a header. May be given more than once.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--method", paramLabel = "METHOD", description = "Instead of the function's own.")
    private @Nullable Method method;

    @Option(names = "--path", paramLabel = "PATH", description = "Instead of the route with its parameters; encoded.")
    private @Nullable String path;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "API key to call with. Default: FLUX_KEY, else one that is made for this call, and revoked.")
    private @Nullable String key;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the gateway is. Default: FLUX_URL, else https://localhost:4000.")
    private @Nullable String url;

    @Option(names = "--json", description = "One object with all there is to tell, for programs.")
    private boolean json;

    private @Nullable FunctionCall call;
    private @Nullable Answer answer;

    @Override
    public Integer call() throws Exception {
        call = functionCall(function());
        String given = key();
        if (given == null) {
            super.call(); // opens the store to make a key
        } else {
            send(given);
        }
        return answer != null && answer.isSuccess() ? 0 : 1;
    }

    @Override
    void run(String projectName, Store store) throws Exception {
        ProjectKeys keys =
                new ProjectKeys(projectName, store.keys(), surroundings().clock());
        try (TemporaryKey temporary = TemporaryKey.make(keys, path == null ? name : null, this::err)) {
            send(temporary.reveal());
        }
        if (answer != null && answer.status() == UNAUTHORIZED) {
            err(
                    "The gateway does not know the key that was made for this call: does it use another store? flux dev uses"
                            + " .flux/ of its project; see --database and --key.");
        }
    }

    private FunctionManifest function() throws Exception {
        List<FunctionManifest> functions = RouteTable.load(folder().path()).functions();
        List<String> names =
                functions.stream().map(FunctionManifest::name).sorted().toList();
        int index = names.indexOf(name);
        if (index < 0) {
            String nearest = Nearest.of(name, names);
            throw new CommandFailedException("no function named \"" + name + "\" ("
                    + (nearest == null ? "" : "did you mean " + nearest + "? ")
                    + (names.isEmpty() ? "there are none" : "there is " + String.join(", ", names)) + ")");
        }
        return functions.stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private FunctionCall functionCall(FunctionManifest function) {
        try {
            Method used = method == null ? function.method() : method;
            if (path != null && (!path.startsWith("/") || !params.isEmpty())) {
                throw new IllegalArgumentException(
                        "--path: \"" + path + "\" (expected: a path that starts with /, and no --param)");
            }
            String target = path == null ? FunctionPath.of(function.route(), params) : path;
            FunctionCall prepared = new FunctionCall(function.name(), server(), used.name(), target, query);
            headers.forEach(prepared::header);
            if (payload != null) {
                if (used == Method.GET || used == Method.HEAD) {
                    throw new IllegalArgumentException("--payload: " + used + " has none (expected: --query)");
                }
                prepared.payload(
                        used.name(), Payload.read(payload, surroundings().folder(), System.in));
            }
            return prepared;
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private String server() {
        String fallback = "https://localhost:" + ServerBuilder.DEFAULT_PORT;
        String variable = surroundings().environment().getOrDefault("FLUX_URL", "");
        return url != null ? url : variable.isEmpty() ? fallback : variable;
    }

    private @Nullable String key() {
        String variable = surroundings().environment().getOrDefault("FLUX_KEY", "");
        if (key == null && variable.isEmpty()) {
            return null;
        }
        try {
            return key == null ? FunctionCall.checkedKey(variable, "FLUX_KEY") : FunctionCall.checkedKey(key, "--key");
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private void send(String with) throws CommandFailedException, InterruptedException {
        try {
            Answer got = Objects.requireNonNull(call, "call")
                    .send(with, surroundings().developmentCertificate().authority());
            answer = got;
            show(got);
        } catch (IOException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }

    private void show(Answer got) throws IOException, CommandFailedException {
        if (json) {
            out(got.json());
            return;
        }
        err(got.line());
        boolean ended;
        try {
            ended = got.copyBody(console().out(), System.out);
        } catch (IOException e) {
            throw new CommandFailedException("the answer broke off: " + e.getMessage());
        }
        if (!ended && surroundings().colours()) {
            out(""); // or the prompt of the shell would go on in that line
        }
    }
}
