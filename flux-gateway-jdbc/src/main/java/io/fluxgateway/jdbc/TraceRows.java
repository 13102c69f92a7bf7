package io.fluxgateway.jdbc;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Traces, spans and log lines as rows. */
final class TraceRows {
    static final String TRACE_COLUMNS =
            "seq, id, started_at, duration, status, method, path, function, key_name, detail";

    private static final String INSERT_TRACE =
            "INSERT INTO trace (" + TRACE_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_SPAN = "INSERT INTO span (seq, id, span_id, parent_id, kind, function, name,"
            + " started_at, duration, attributes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_LOG = "INSERT INTO log (seq, id, span_id, function, started_at, level, text,"
            + " attributes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String OF_NO_REQUEST = "0".repeat(2 * TraceTable.ID_LENGTH);

    private TraceRows() {}

    /** Writes traces, spans and log lines, each kind in its order. */
    static void insert(Connection connection, List<Object> items) throws SQLException {
        insert(connection, TraceTable.TRACE, INSERT_TRACE, of(Trace.class, items), TraceRows::bind);
        insert(connection, TraceTable.SPAN, INSERT_SPAN, of(Span.class, items), TraceRows::bind);
        insert(connection, TraceTable.LOG, INSERT_LOG, of(LogEvent.class, items), TraceRows::bind);
    }

    private static <T> List<T> of(Class<T> kind, List<Object> items) {
        return items.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static <T> void insert(
            Connection connection, TraceTable table, String insert, List<T> items, Binder<T> binder)
            throws SQLException {
        if (items.isEmpty()) {
            return;
        }
        long first = table.nextSeq(connection);
        byte[] ids = new byte[items.size() * TraceTable.ID_LENGTH];
        try (PreparedStatement row = connection.prepareStatement(insert)) {
            for (int i = 0; i < items.size(); i++) {
                byte[] id = bytes(binder.bind(row, items.get(i)));
                row.setLong(1, first + i);
                row.setBytes(2, id);
                row.addBatch();
                System.arraycopy(id, 0, ids, i * TraceTable.ID_LENGTH, TraceTable.ID_LENGTH);
            }
            row.executeBatch();
        }
        table.appendIds(connection, first, ids);
    }

    /** Sets the values of a row but for its number and its ID, which it returns. */
    @FunctionalInterface
    private interface Binder<T> {
        String bind(PreparedStatement row, T item) throws SQLException;
    }

    private static String bind(PreparedStatement row, Trace trace) throws SQLException {
        row.setLong(3, micros(trace.startedAt()));
        row.setLong(4, trace.duration().toNanos());
        row.setInt(5, trace.status());
        row.setString(6, trace.method());
        row.setString(7, trace.path());
        row.setString(8, trace.function());
        row.setString(9, trace.keyName());
        row.setBytes(10, TraceDetail.write(trace));
        return trace.requestId();
    }

    private static String bind(PreparedStatement row, Span span) throws SQLException {
        row.setString(3, span.spanId());
        row.setString(4, span.parentSpanId());
        row.setString(5, span.kind().name());
        row.setString(6, span.function());
        row.setString(7, span.name());
        row.setLong(8, micros(span.startedAt()));
        row.setLong(9, span.duration().toNanos());
        row.setBytes(10, Json.write(span.attributes()));
        return span.traceId();
    }

    private static String bind(PreparedStatement row, LogEvent event) throws SQLException {
        row.setString(3, event.spanId());
        row.setString(4, event.function());
        row.setLong(5, micros(event.at()));
        row.setString(6, event.level().name());
        row.setString(7, event.text());
        row.setBytes(8, Json.write(event.attributes()));
        return Objects.requireNonNullElse(event.traceId(), OF_NO_REQUEST);
    }

    /** Reads a row of {@link #TRACE_COLUMNS}. */
    static Numbered<Trace> trace(ResultSet row) throws SQLException {
        TraceDetail detail = TraceDetail.read(row.getBytes("detail"));
        return new Numbered<>(
                row.getLong("seq"),
                new Trace(
                        HexFormat.of().formatHex(row.getBytes("id")),
                        detail.parent(),
                        detail.span(),
                        detail.inboundId(),
                        row.getString("method"),
                        row.getString("path"),
                        detail.query(),
                        row.getInt("status"),
                        detail.problem(),
                        detail.gone(),
                        row.getString("key_name"),
                        instant(row.getLong("started_at")),
                        Duration.ofNanos(row.getLong("duration")),
                        detail.decisions(),
                        row.getString("function"),
                        detail.runtime(),
                        detail.call()));
    }

    /** Reads a row of all columns of span. */
    static Span span(ResultSet row) throws SQLException {
        return new Span(
                HexFormat.of().formatHex(row.getBytes("id")),
                row.getString("span_id"),
                row.getString("parent_id"),
                Span.Kind.valueOf(row.getString("kind")),
                row.getString("function"),
                row.getString("name"),
                instant(row.getLong("started_at")),
                Duration.ofNanos(row.getLong("duration")),
                Json.readStrings(row.getBytes("attributes")));
    }

    /** Reads a row of all columns of log. */
    static Numbered<LogEvent> log(ResultSet row) throws SQLException {
        String id = HexFormat.of().formatHex(row.getBytes("id"));
        return new Numbered<>(
                row.getLong("seq"),
                new LogEvent(
                        id.equals(OF_NO_REQUEST) ? null : id,
                        row.getString("span_id"),
                        row.getString("function"),
                        instant(row.getLong("started_at")),
                        LogEvent.Level.valueOf(row.getString("level")),
                        Objects.requireNonNull(row.getString("text")),
                        Json.readStrings(row.getBytes("attributes"))));
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
