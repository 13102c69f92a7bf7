package io.fluxgateway.cli;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.route.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a reload changed.
 *
 * @param lines for the user, one for each function
 */
record Changes(List<String> lines) {
    static Changes between(RouteTable before, RouteTable after) {
        Map<String, FunctionManifest> old = byName(before);
        List<List<String>> rows = new ArrayList<>();
        for (FunctionManifest function : byName(after).values()) {
            FunctionManifest known = old.remove(function.name());
            if (!function.equals(known)) {
                rows.add(List.of(
                        known == null ? "added" : "changed",
                        function.name(),
                        function.method() + " " + function.route()));
            }
        }
        old.values().forEach(gone -> rows.add(List.of("removed", gone.name(), "")));
        return new Changes(
                Columns.align(rows).stream().map(line -> "reload" + line).toList());
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    private static Map<String, FunctionManifest> byName(RouteTable table) {
        return table.functions().stream()
                .collect(Collectors.toMap(FunctionManifest::name, Function.identity(), (a, b) -> a, TreeMap::new));
    }
}
