package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes traces to an SQLite file. */
record SqliteTraceTarget(Database database) implements TraceTarget {
    @Override
    public void write(List<Object> batch) {
        var unused = database.write(connection -> {
            for (TraceTable table : TraceTable.values()) {
                insert(connection, table, TraceRows.values(table, batch));
            }
            return batch.size();
        });
    }

    private static void insert(Connection connection, TraceTable table, List<@Nullable Object[]> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        long first = table.nextSeq(connection);
        byte[] ids = new byte[rows.size() * TraceTable.ID_LENGTH];
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO " + table + " (seq, " + table.columnNames() + ") VALUES (?"
                        + ", ?".repeat(table.columns().size()) + ")")) {
            for (int i = 0; i < rows.size(); i++) {
                @Nullable Object[] row = rows.get(i);
                statement.setLong(1, first + i);
                for (int column = 0; column < row.length; column++) {
                    statement.setObject(column + 2, row[column]);
                }
                statement.addBatch();
                System.arraycopy(TraceRows.id(row), 0, ids, i * TraceTable.ID_LENGTH, TraceTable.ID_LENGTH);
            }
            statement.executeBatch();
        }
        table.appendIds(connection, first, ids);
    }

    @Override
    public int prune(TraceTable table, long oldest, long most, long count) {
        return database.write(connection -> table.prune(connection, oldest, most, count));
    }

    /** The time limit for a locked file is short. */
    @Override
    public void abort() {}

    /** The store closes the file. */
    @Override
    public void close() {}
}
