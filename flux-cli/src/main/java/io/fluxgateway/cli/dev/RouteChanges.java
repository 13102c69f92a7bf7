package io.fluxgateway.cli.dev;

import io.fluxgateway.cli.project.Columns;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.route.RouteTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells how one table differs from another, a line for each function. */
final class RouteChanges {
    private RouteChanges() {}

    static List<String> between(RouteTable before, RouteTable after) {
        Map<String, FunctionManifest> old = byName(before);
        Map<String, FunctionManifest> now = byName(after);
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        Columns columns = new Columns("  ");
        for (String name : names) {
            FunctionManifest was = old.get(name);
            FunctionManifest is = now.get(name);
            if (is == null) {
                columns.row("reload", "removed", name);
            } else if (!is.equals(was)) {
                columns.row("reload", was == null ? "added" : "changed", name, is.method() + " " + is.route());
            }
        }
        return columns.lines();
    }

    private static Map<String, FunctionManifest> byName(RouteTable table) {
        Map<String, FunctionManifest> functions = new TreeMap<>();
        table.functions().forEach(function -> functions.put(function.name(), function));
        return functions;
    }
}
