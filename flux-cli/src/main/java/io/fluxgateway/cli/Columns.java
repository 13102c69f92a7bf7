package io.fluxgateway.cli;

import java.util.List;

/** Rows of text under one another. */
final class Columns {
    private static final String MARGIN = "  ";
    private static final String GAP = "   ";

    private Columns() {}

    /** Each row as a line whose cells start where those of the other lines do. All rows have as many cells. */
    static List<String> align(List<List<String>> rows) {
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder(MARGIN);
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i));
            line.append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
