package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table of what is recorded, and in SQLite the blocks of IDs that tell which of its rows belong to a trace. */
enum TraceTable {
    TRACE(
            "id bytea",
            "started_at bigint",
            "duration bigint",
            "status integer",
            "method text",
            "path text",
            "function text",
            "key_name text",
            "detail bytea"),
    SPAN(
            "id bytea",
            "span_id text",
            "parent_id text",
            "kind text",
            "function text",
            "name text",
            "started_at bigint",
            "duration bigint",
            "attributes bytea"),
    LOG(
            "id bytea",
            "span_id text",
            "function text",
            "started_at bigint",
            "level text",
            "text text",
            "attributes bytea");

    static final int ID_LENGTH = 16;
    /** A block that is shorter grows before a new one begins. */
    private static final int SHORT_BLOCK = 256 * ID_LENGTH;

    private final String table = name().toLowerCase(Locale.ROOT);
    private final String blocks = table + "_ids";

    @SuppressWarnings("ImmutableEnumChecker") // nobody can change it
    private final List<Column> columns;

    TraceTable(String... columns) {
        this.columns = Stream.of(columns)
                .map(column -> column.split(" ", 2))
                .map(parts -> new Column(parts[0], parts[1]))
                .toList();
    }

    /**
     * A column.
     *
     * @param type as PostgreSQL calls it
     */
    record Column(String name, String type) {}

    /** All but the row's number, the ID first; {@link TraceRows#values} has them in this order. */
    List<Column> columns() {
        return columns;
    }

    /** Their names, in a list. */
    String columnNames() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** The table's name. */
    @Override
    public String toString() {
        return table;
    }

    /** The number of the row that is written next, in a transaction. Numbers never come again. */
    long nextSeq(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT max(coalesce((SELECT max(seq) FROM " + table
                        + "), 0), coalesce((SELECT first_seq + length(ids) / " + ID_LENGTH + " - 1 FROM " + blocks
                        + " ORDER BY first_seq DESC LIMIT 1), 0))")) {
            row.next();
            return row.getLong(1) + 1;
        }
    }

    /**
     * Makes rows that were written in this transaction findable.
     *
     * @param ids their IDs, one after the other
     */
    void appendIds(Connection connection, long firstSeq, byte[] ids) throws SQLException {
        String last = "(SELECT max(first_seq) FROM " + blocks + ")";
        try (PreparedStatement longer = connection.prepareStatement("UPDATE " + blocks
                        + " SET ids = CAST(ids || ? AS BLOB) WHERE first_seq = " + last + " AND length(ids) < "
                        + SHORT_BLOCK + " AND first_seq + length(ids) / " + ID_LENGTH + " = ?");
                PreparedStatement another =
                        connection.prepareStatement("INSERT INTO " + blocks + " (first_seq, ids) VALUES (?, ?)")) {
            longer.setBytes(1, ids);
            longer.setLong(2, firstSeq);
            if (longer.executeUpdate() == 0) {
                another.setLong(1, firstSeq);
                another.setBytes(2, ids);
                another.executeUpdate();
            }
        }
    }

    /**
     * The rows whose IDs are in a range, in the order of their numbers; some may be gone meanwhile. Which blocks can have one
     * is SQLite's to tell: it does not hand over the others, and is fast in a process that has only just started.
     */
    List<Found> find(Connection connection, byte[] lowest, byte[] highest) throws SQLException {
        List<Found> found = new ArrayList<>();
        int same = Arrays.mismatch(lowest, highest);
        byte[] common = same < 0 ? lowest : Arrays.copyOf(lowest, same);
        try (PreparedStatement statement = connection.prepareStatement("SELECT first_seq, ids FROM " + blocks
                + " WHERE first_seq + length(ids) / " + ID_LENGTH + " > (SELECT min(seq) FROM " + table
                + ") AND instr(ids, ?) > 0 ORDER BY first_seq")) {
            statement.setBytes(1, common);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    addFrom(row.getBytes(2), row.getLong(1), lowest, highest, found);
                }
            }
        }
        return found;
    }

    private static void addFrom(byte[] ids, long firstSeq, byte[] lowest, byte[] highest, List<Found> found) {
        for (int at = 0; at < ids.length; at += ID_LENGTH) {
            if (isBetween(ids, at, lowest, highest)) {
                found.add(new Found(firstSeq + at / ID_LENGTH, Arrays.copyOfRange(ids, at, at + ID_LENGTH)));
            }
        }
    }

    private static boolean isBetween(byte[] ids, int at, byte[] lowest, byte[] highest) {
        int first = ids[at] & 0xff;
        return first >= (lowest[0] & 0xff) // most are decided by this
                && first <= (highest[0] & 0xff)
                && Arrays.compareUnsigned(ids, at, at + ID_LENGTH, lowest, 0, ID_LENGTH) >= 0
                && Arrays.compareUnsigned(ids, at, at + ID_LENGTH, highest, 0, ID_LENGTH) <= 0;
    }

    /**
     * Takes away the oldest rows that are too old or too many.
     *
     * @param oldest microseconds since 1970; what started earlier goes
     * @param most   how many rows may stay
     * @param count  how many may go at once
     * @return how many went
     */
    int prune(Connection connection, long oldest, long most, long count) throws SQLException {
        try (PreparedStatement rows = connection.prepareStatement("DELETE FROM " + table
                        + " WHERE seq IN (SELECT seq FROM " + table
                        + " ORDER BY seq LIMIT ?) AND (started_at < ? OR seq <= (SELECT max(seq) FROM " + table
                        + ") - ?)");
                Statement ids = connection.createStatement()) {
            rows.setLong(1, count);
            rows.setLong(2, oldest);
            rows.setLong(3, most);
            int pruned = rows.executeUpdate();
            if (pruned > 0) {
                // The last block stays: it knows the number of the last row.
                ids.executeUpdate("DELETE FROM " + blocks + " WHERE first_seq < (SELECT max(first_seq) FROM " + blocks
                        + ") AND first_seq + length(ids) / " + ID_LENGTH + " <= coalesce((SELECT min(seq) FROM "
                        + table + "), 9223372036854775807)");
            }
            return pruned;
        }
    }

    /**
     * A row that has an ID of those wanted.
     *
     * @param seq its number
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
    record Found(long seq, byte[] id) {}
}
