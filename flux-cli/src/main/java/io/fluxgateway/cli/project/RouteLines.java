package io.fluxgateway.cli.project;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.route.Route;
import io.fluxgateway.route.RouteTable;
import java.util.List;

/** Routes as the user sees them: {@code GET  /orders/{id}   get_order   deno}. */
public final class RouteLines {
    private RouteLines() {}

    /** A line for each route, indented. */
    public static List<String> of(RouteTable table) {
        int method = table.routes().stream()
                .mapToInt(route -> route.method().name().length())
                .max()
                .orElse(0);
        Columns columns = new Columns("   ");
        for (Route route : table.routes()) {
            FunctionManifest function = route.function();
            String verb = String.format("%-" + method + "s", route.method().name());
            columns.row("  " + verb + " " + route.pattern(), function.name(), runtime(function));
        }
        return columns.lines();
    }

    private static String runtime(FunctionManifest function) {
        return function.async() ? function.runtime() + "  async" : function.runtime();
    }
}
