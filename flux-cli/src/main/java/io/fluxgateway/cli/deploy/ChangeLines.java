package io.fluxgateway.cli.deploy;

import io.fluxgateway.cli.project.Columns;
import io.fluxgateway.deployment.FunctionChange;
import io.fluxgateway.function.FunctionManifest;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a deployment changes, as the user sees it: {@code create_order   POST /create_order    changed}. */
public final class ChangeLines {
    private ChangeLines() {}

    /** A line for each function, indented. */
    public static Collection<String> of(Map<String, FunctionChange> changes, Collection<FunctionManifest> functions) {
        Map<String, FunctionManifest> byName = new TreeMap<>();
        functions.forEach(function -> byName.put(function.name(), function));
        int method = functions.stream()
                .mapToInt(function -> function.method().name().length())
                .max()
                .orElse(0);
        Columns columns = new Columns("   ");
        changes.forEach((name, change) -> {
            FunctionManifest function = byName.get(name);
            String route =
                    function == null ? "" : String.format("%-" + method + "s %s", function.method(), function.route());
            columns.row("  " + name, route, change.name().toLowerCase(Locale.ROOT));
        });
        return columns.lines();
    }
}
