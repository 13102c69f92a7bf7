package io.fluxgateway.cli.project;

import java.util.ArrayList;
import java.util.List;

/** Lines of text whose parts stand below one another. Not thread-safe. */
public final class Columns {
    private final String gap;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Starts a table.
     *
     * @param gap what is between two columns
     */
    public Columns(String gap) {
        this.gap = gap;
    }

    /** Adds a line. */
    public Columns row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** The lines, without spaces at their ends. */
    public List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            line.append(column == 0 ? "" : gap).append(cell).append(" ".repeat(width(column) - cell.length()));
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream()
                .filter(cells -> cells.size() > column)
                .mapToInt(cells -> cells.get(column).length())
                .max()
                .orElse(0);
    }
}
