package io.fluxgateway.jdbc;

import io.fluxgateway.jdbc.TraceTable.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a project's traces to a PostgreSQL database, on a connection of its own. A batch is one statement and so one
 * transaction: no lock is held while the server waits for this process, wherever it stops.
 */
final class PostgresTraceTarget implements TraceTarget {
    /** "FlTr": tells our locks from those of other programs in the same database. */
    private static final int PRUNING = 0x466c5472;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final String NUL = "\0";
    private static final String INSERT = insert();

    private final PostgresDatabase database;
    private final String project;
    private final UUID writer = UUID.randomUUID();
    private long next = 1;
    private volatile @Nullable Connection connection;
    private @Nullable SQLException failure;
    private long failedAt;
    private Duration pause = FIRST_PAUSE;

    PostgresTraceTarget(PostgresDatabase database, String project) {
        this.database = database;
        this.project = project;
    }

    @Override
    public void write(List<Object> items) {
        write(next, items);
        next++;
    }

    /** Writes this node's batch with that number, unless that or a later one is there. */
    void write(long batch, List<Object> items) {
        long unused = run(connected -> insert(connected, batch, items));
    }

    /**
     * Takes the node's row first, which tells whether this batch was written before, then the project's, which gives the
     * numbers. The order of commits is the order of numbers since the latter is held until the commit.
     */
    private static String insert() {
        StringBuilder sql = new StringBuilder("WITH batch AS (INSERT INTO trace_writer AS w (id, project, batch,"
                + " written_at) VALUES (?, ?, ?, now()) ON CONFLICT (id) DO UPDATE SET batch = excluded.batch,"
                + " written_at = excluded.written_at WHERE w.batch < excluded.batch RETURNING project),"
                + " number AS (INSERT INTO trace_number AS n (project, trace, span, log)"
                + " SELECT project, ?::bigint, ?::bigint, ?::bigint FROM batch ON CONFLICT (project) DO UPDATE SET"
                + " trace = n.trace + excluded.trace, span = n.span + excluded.span, log = n.log + excluded.log"
                + " RETURNING project, trace, span, log)");
        for (TraceTable table : TraceTable.values()) {
            sql.append(", new_" + table + " AS (INSERT INTO " + table + " (project, seq, " + table.columnNames()
                    + ") SELECT number.project, number." + table + " - ?::bigint + item.place, "
                    + table.columns().stream()
                            .map(column -> "item." + column.name())
                            .collect(Collectors.joining(", "))
                    + " FROM number CROSS JOIN unnest("
                    + table.columns().stream()
                            .map(column -> "?::" + column.type() + "[]")
                            .collect(Collectors.joining(", "))
                    + ") WITH ORDINALITY AS item (" + table.columnNames() + ", place))");
        }
        return sql + " SELECT count(*) FROM batch";
    }

    private long insert(Connection connected, long batch, List<Object> items) throws SQLException {
        Map<TraceTable, List<@Nullable Object[]>> rows = new EnumMap<>(TraceTable.class);
        for (TraceTable table : TraceTable.values()) {
            rows.put(table, TraceRows.values(table, items));
        }
        try (PreparedStatement statement = connected.prepareStatement(INSERT)) {
            int at = 1;
            statement.setObject(at++, writer);
            statement.setString(at++, project);
            statement.setLong(at++, batch);
            for (List<@Nullable Object[]> ofTable : rows.values()) {
                statement.setLong(at++, ofTable.size());
            }
            for (Map.Entry<TraceTable, List<@Nullable Object[]>> one : rows.entrySet()) {
                List<Column> columns = one.getKey().columns();
                List<@Nullable Object[]> ofTable = one.getValue();
                statement.setLong(at++, ofTable.size());
                for (int column = 0; column < columns.size(); column++) {
                    String type = columns.get(column).type();
                    statement.setArray(at++, connected.createArrayOf(type, column(ofTable, column, type)));
                }
            }
            try (ResultSet written = statement.executeQuery()) {
                written.next();
                return written.getLong(1);
            }
        }
    }

    private static @Nullable Object[] column(List<@Nullable Object[]> rows, int column, String type) {
        @Nullable
        Object[] values = switch (type) {
            case "bytea" -> new byte[rows.size()][];
            case "bigint" -> new Long[rows.size()];
            case "integer" -> new Integer[rows.size()];
            default -> new String[rows.size()];
        };
        for (int i = 0; i < values.length; i++) {
            Object value = rows.get(i)[column];
            values[i] = value instanceof String text ? storable(text) : value;
        }
        return values;
    }

    /** PostgreSQL's text cannot have a NUL. */
    private static String storable(String text) {
        return text.contains(NUL) ? text.replace(NUL, "\ufffd") : text;
    }

    @Override
    public int prune(TraceTable table, long oldest, long most, long count) {
        // One node at a time: a second one would only wait for the same rows.
        return run(connected -> Sql.update(
                connected,
                "WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(?, hashtext(current_schema() || '.' || ?))"
                        + " AS mine) DELETE FROM " + table + " WHERE (SELECT mine FROM turn) AND project = ? AND seq IN"
                        + " (SELECT seq FROM " + table + " WHERE project = ? ORDER BY seq LIMIT ?) AND (started_at < ?"
                        + " OR seq <= (SELECT " + table + " FROM trace_number WHERE project = ?) - ?)",
                PRUNING,
                project,
                project,
                project,
                count,
                oldest,
                project,
                most));
    }

    @SuppressWarnings("ReferenceEquality") // the very failure of before is thrown again during a pause
    private <T> T run(Database.Work<T> work) {
        try {
            T result = work.run(connected());
            failure = null;
            pause = FIRST_PAUSE;
            return result;
        } catch (SQLException e) {
            if (PostgresErrors.isOfData(e)) {
                throw new IllegalArgumentException("the database does not take it", e);
            }
            disconnect();
            if (failure != e) {
                Duration longer = pause.multipliedBy(2);
                pause = failure == null ? FIRST_PAUSE : longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
                failure = e;
                failedAt = System.nanoTime();
            }
            throw database.explain("written", e);
        }
    }

    /** The connection, or a new one unless the last attempt was a moment ago. */
    private Connection connected() throws SQLException {
        Connection open = connection;
        if (open != null) {
            return open;
        }
        if (failure != null && System.nanoTime() - failedAt < pause.toNanos()) {
            throw failure;
        }
        Connection fresh = database.connect();
        try (Statement statement = fresh.createStatement()) {
            statement.execute("SET synchronous_commit = off;"
                    + " DELETE FROM trace_writer WHERE written_at < now() - interval '1 day'");
        } catch (SQLException e) {
            Database.closeQuietly(fresh);
            throw e;
        }
        connection = fresh;
        return fresh;
    }

    private void disconnect() {
        Database.closeQuietly(connection);
        connection = null;
    }

    @Override
    public void abort() {
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                // It is gone already.
            }
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
