package io.fluxgateway.function;

import io.fluxgateway.function.FunctionManifest.Permissions;
import io.fluxgateway.function.FunctionManifest.Source;
import io.fluxgateway.http.Method;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the object that declares one function, with all its mistakes. */
final class FunctionReader {
    private static final List<String> FIELDS = List.of(
            "name",
            "runtime",
            "route",
            "method",
            "async",
            "retry",
            "entry",
            "url",
            "timeout",
            "maxBody",
            "env",
            "permissions");
    private static final List<String> DENO_FIELDS = List.of("entry", "env", "permissions");
    private static final List<String> PERMISSIONS = List.of("net", "read", "write");

    private final ObjectFields fields;
    private final ProblemSink problems;
    private final Collection<String> runtimes;
    private final @Nullable FunctionFolder folder;

    private FunctionReader(
            ObjectFields fields, ProblemSink problems, Collection<String> runtimes, @Nullable FunctionFolder folder) {
        this.fields = fields;
        this.problems = problems;
        this.runtimes = runtimes;
        this.folder = folder;
    }

    /** What is declared, or null if it is no object. If problems were reported it is good for finding conflicts only. */
    static @Nullable Declaration read(
            Json json, ProblemSink problems, Collection<String> runtimes, @Nullable FunctionFolder folder) {
        if (json instanceof Json.Members object) {
            return new FunctionReader(new ObjectFields(object, "", problems), problems, runtimes, folder).read();
        }
        problems.at(json.line(), json.shown() + " (expected an object)");
        return null;
    }

    private Declaration read() {
        fields.refuseUnknown(FIELDS);
        String name = fields.text("name", FieldRules::name);
        if (!fields.has("name")) {
            problems.at(fields.line(), "name missing (expected in every function)");
        }
        String runtime = runtime();
        RoutePattern route = fields.text("route", RoutePattern::parse);
        Method method = fields.text("method", FieldRules::method);
        boolean async = Boolean.TRUE.equals(fields.flag("async"));
        RetryPolicy retry = retry(async);
        URI url = fields.text("url", FieldRules::url);
        Duration timeout = fields.text("timeout", FieldRules::timeout);
        Long maxBody = fields.textOrNumber("maxBody", FieldRules::maxBody);
        String entry = fields.text("entry", value -> entry(value, FieldRules.DENO.equals(runtime)));
        List<String> env = fields.texts("env", FieldRules::env);
        Permissions permissions = permissions();
        if (runtime != null) {
            checkAgainst(runtime, async);
        }
        if (route == null && !fields.has("route") && name != null) {
            route = RoutePattern.parse("/" + name);
        }
        if (method == null && !fields.has("method")) {
            method = Method.POST;
        }
        Source nameAt = at(fields.line("name"));
        Source routeAt = at(fields.line("route", "method", "name"));
        if (name == null || route == null || method == null) {
            return new Declaration(name, nameAt, route, method, routeAt, null);
        }
        FunctionManifest function = new FunctionManifest(
                name,
                runtime == null ? FieldRules.DENO : runtime,
                route,
                method,
                async,
                retry,
                entry == null ? FieldRules.DEFAULT_ENTRY : entry,
                url,
                timeout == null ? FieldRules.DEFAULT_TIMEOUT : timeout,
                maxBody,
                env == null ? List.of() : env,
                permissions,
                at(fields.line()),
                folder == null ? null : folder.directory(),
                "");
        return new Declaration(name, nameAt, route, method, routeAt, function);
    }

    private @Nullable String runtime() {
        if (!fields.has("runtime")) {
            return FieldRules.DENO;
        }
        return fields.text("runtime", value -> {
            String runtime = FieldRules.runtime(value);
            if (!runtimes.contains(runtime)) {
                throw FieldRules.refuse("runtime", value, "one of " + String.join(", ", runtimes));
            }
            return runtime;
        });
    }

    private void checkAgainst(String runtime, boolean async) {
        if (!runtime.equals(FieldRules.DENO)) {
            DENO_FIELDS.forEach(field -> refuseUnless(FieldRules.DENO, field, runtime));
        }
        if (!runtime.equals(HttpRuntime.NAME)) {
            refuseUnless(HttpRuntime.NAME, "url", runtime);
        } else if (!fields.has("url")) {
            problems.at(fields.line("runtime"), "url missing (expected with runtime \"http\")");
        }
        if (async && runtime.equals(HostRuntime.NAME)) {
            problems.at(
                    fields.line("async"),
                    "async true (expected with another runtime than \"host\": " + HostRuntime.NOT_QUEUED + ")");
        }
        if (runtime.equals(FieldRules.DENO)) {
            checkHome();
        }
    }

    private void refuseUnless(String owner, String field, String runtime) {
        if (fields.has(field)) {
            problems.at(
                    fields.line(field),
                    field + " (expected with runtime " + Quoted.text(owner) + " only, this one is "
                            + Quoted.text(runtime) + ")");
        }
    }

    private RetryPolicy retry(boolean async) {
        ObjectFields declared = fields.object("retry");
        if (declared == null) {
            return RetryPolicy.DEFAULT;
        }
        if (!async) {
            problems.at(fields.line("retry"), "retry (expected with \"async\": true only)");
        }
        return RetryReader.read(declared, problems);
    }

    private String entry(String value, boolean mustExist) {
        FieldRules.entry(value);
        String problem = mustExist && folder != null ? folder.problemWith(value) : null;
        if (problem != null) {
            throw new IllegalArgumentException("entry " + Quoted.text(value) + " (" + problem + ")");
        }
        return value;
    }

    private void checkHome() {
        if (folder == null) {
            problems.at(
                    fields.line("runtime"),
                    "runtime \"deno\" (expected another one here: a deno function needs its own"
                            + " functions/<name>/flux.json)");
        } else if (!fields.has("entry")) {
            String problem = folder.problemWith(FieldRules.DEFAULT_ENTRY);
            if (problem != null) {
                problems.at(1, "entry " + Quoted.text(FieldRules.DEFAULT_ENTRY) + " (" + problem + ")");
            }
        }
    }

    private Permissions permissions() {
        ObjectFields granted = fields.object("permissions");
        if (granted == null) {
            return Permissions.NONE;
        }
        granted.refuseUnknown(PERMISSIONS);
        List<String> net = granted.texts("net", FieldRules::host);
        List<String> read = granted.texts("read", path -> FieldRules.dataPath("permissions.read", path));
        List<String> write = granted.texts("write", path -> FieldRules.dataPath("permissions.write", path));
        return new Permissions(net, read == null ? List.of() : read, write == null ? List.of() : write);
    }

    private Source at(int line) {
        return new Source(problems.file(), line);
    }
}
