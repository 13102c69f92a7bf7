package io.fluxgateway.cli;

import io.fluxgateway.route.Route;
import io.fluxgateway.route.RouteTable;
import java.util.ArrayList;
import java.util.List;

/** Routes as a table for people. */
final class RouteListing {
    private RouteListing() {}

    static List<String> lines(RouteTable table) {
        int methodWidth = table.routes().stream()
                .mapToInt(route -> route.method().name().length())
                .max()
                .orElse(0);
        List<List<String>> rows = new ArrayList<>();
        for (Route route : table.routes()) {
            String method = route.method().name();
            rows.add(List.of(
                    method + " ".repeat(methodWidth - method.length()) + " " + route.pattern(),
                    route.function().name(),
                    route.function().runtime() + (route.function().async() ? "  async" : "")));
        }
        return Columns.align(rows);
    }
}
