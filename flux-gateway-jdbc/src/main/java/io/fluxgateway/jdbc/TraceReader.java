package io.fluxgateway.jdbc;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the traces and log lines that a {@link TraceStore} recorded, in this process or in another one. Changes none and
 * forgets none. Reading throws {@link StoreException} if that fails. Thread-safe.
 */
public abstract sealed class TraceReader implements AutoCloseable permits SqliteTraceReader, PostgresTraceReader {
    /** As many requests, spans and log lines of one trace are read: a caller may put any number into one. */
    public static final int MOST_OF_A_TRACE = 1_000;

    private static final int ID_DIGITS = 32;

    private final Database database;
    private final @Nullable String project;

    /**
     * @param project whose rows are read; null if there are no others
     */
    TraceReader(Database database, @Nullable String project) {
        this.database = database;
        this.project = project;
    }

    final Database database() {
        return database;
    }

    /**
     * The numbers of rows whose IDs are in a range, by ID and in the order of both; some may be gone meanwhile.
     *
     * @param most how many IDs are wanted at the most; of each one the first {@value #MOST_OF_A_TRACE} rows will do
     */
    abstract SortedMap<String, List<Long>> find(TraceTable table, byte[] lowest, byte[] highest, int most);

    /**
     * The requests whose IDs start with a prefix, by ID and in its order; of one ID the first {@value #MOST_OF_A_TRACE}, in
     * the order of their starts. An ID has more than one if a caller made several requests in one trace.
     *
     * @param prefix up to 32 lower-case hexadecimal digits
     * @param most   how many IDs are wanted at the most, at least 1
     */
    public SortedMap<String, List<Trace>> tracesStartingWith(String prefix, int most) {
        String rest = "0".repeat(ID_DIGITS - prefix.length());
        byte[] lowest = TraceRows.bytes(prefix + rest);
        byte[] highest = TraceRows.bytes(prefix + rest.replace('0', 'f'));
        SortedMap<String, List<Trace>> traces = new TreeMap<>();
        find(TraceTable.TRACE, lowest, highest, most).forEach((id, numbers) -> {
            List<Trace> ofId = rows(TraceTable.TRACE, numbers, TraceRows::trace).stream()
                    .map(Numbered::value)
                    .toList();
            if (!ofId.isEmpty()) {
                traces.put(id, ofId);
            }
        });
        return traces;
    }

    /** The requests of one trace, as {@link #tracesStartingWith} gives them; empty if there are none. */
    public List<Trace> traces(String id) {
        return tracesStartingWith(id, 1).getOrDefault(id, List.of());
    }

    /**
     * The first {@value #MOST_OF_A_TRACE} spans of one trace besides those of its requests, in the order of their starts.
     */
    public List<Span> spans(String id) {
        return rows(TraceTable.SPAN, id, TraceRows::span);
    }

    /** The first {@value #MOST_OF_A_TRACE} lines that functions logged in one trace, in their order. */
    public List<LogEvent> logs(String id) {
        return rows(TraceTable.LOG, id, TraceRows::log).stream()
                .map(Numbered::value)
                .toList();
    }

    private <T> List<T> rows(TraceTable table, String id, Sql.Reader<T> reader) {
        byte[] bytes = TraceRows.bytes(id);
        List<Long> numbers = find(table, bytes, bytes, 1).values().stream()
                .flatMap(List::stream)
                .toList();
        return rows(table, numbers, reader);
    }

    private <T> List<T> rows(TraceTable table, List<Long> numbers, Sql.Reader<T> reader) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        String list =
                numbers.stream().limit(MOST_OF_A_TRACE).map(Object::toString).collect(Collectors.joining(", "));
        StringBuilder where = new StringBuilder(" WHERE seq IN (" + list + ")");
        List<Object> values = new ArrayList<>();
        and(where, values, "project = ?", project);
        return query("SELECT * FROM " + table + where + " ORDER BY started_at, seq", reader, values);
    }

    /** The last traces, oldest first. */
    public List<Numbered<Trace>> lastTraces(TraceFilter filter, int most) {
        List<Numbered<Trace>> traces = new ArrayList<>(traces(filter, Long.MIN_VALUE, "DESC", most));
        Collections.reverse(traces);
        return traces;
    }

    /** The traces that were recorded after one, oldest first. */
    public List<Numbered<Trace>> tracesAfter(long number, TraceFilter filter, int most) {
        return traces(filter, number, "ASC", most);
    }

    /** The number of the last trace; 0 if there is none. */
    public long lastTraceNumber() {
        return lastNumber(TraceTable.TRACE);
    }

    private List<Numbered<Trace>> traces(TraceFilter filter, long after, String order, int most) {
        StringBuilder where = new StringBuilder(" WHERE seq > ? AND status BETWEEN ? AND ?");
        List<Object> values = new ArrayList<>(List.of(after, filter.minStatus(), filter.maxStatus()));
        and(where, values, "project = ?", project);
        and(where, values, "function = ?", filter.function());
        and(where, values, "key_name = ?", filter.keyName());
        String path = filter.path();
        if (path != null) {
            String below = path.endsWith("/") ? path : path + "/";
            where.append(" AND (path = ? OR substr(path, 1, ?) = ?)");
            values.addAll(List.of(path, below.length(), below));
        }
        values.add(most);
        return query("SELECT * FROM trace" + where + " ORDER BY seq " + order + " LIMIT ?", TraceRows::trace, values);
    }

    /**
     * What functions logged, oldest first.
     *
     * @param after    number of the line after which to begin; {@link Long#MIN_VALUE} for the first one
     * @param since    the earliest time
     * @param function whose lines are wanted; null for all
     */
    public List<Numbered<LogEvent>> logs(long after, Instant since, @Nullable String function, int most) {
        StringBuilder where = new StringBuilder(" WHERE seq > ? AND started_at >= ?");
        List<Object> values = new ArrayList<>(List.of(after, TraceRows.micros(since)));
        and(where, values, "project = ?", project);
        and(where, values, "function = ?", function);
        values.add(most);
        return query("SELECT * FROM log" + where + " ORDER BY seq LIMIT ?", TraceRows::log, values);
    }

    /** The number of the last line that was logged; 0 if there is none. */
    public long lastLogNumber() {
        return lastNumber(TraceTable.LOG);
    }

    private long lastNumber(TraceTable table) {
        StringBuilder where = new StringBuilder(" WHERE seq > 0");
        List<Object> values = new ArrayList<>();
        and(where, values, "project = ?", project);
        return query("SELECT coalesce(max(seq), 0) FROM " + table + where, row -> row.getLong(1), values)
                .get(0);
    }

    private static void and(StringBuilder where, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            where.append(" AND ").append(condition);
            values.add(value);
        }
    }

    private <T> List<T> query(String sql, Sql.Reader<T> reader, List<Object> values) {
        return database.read(connection -> Sql.all(connection, sql, reader, values.toArray()));
    }

    /** Closes the database. Idempotent. */
    @Override
    public void close() {
        database.close();
    }
}
