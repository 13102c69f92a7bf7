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
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Traces, spans and log lines as rows. */
final class TraceRows {
    static final String TRACE_COLUMNS =
            "seq, id, started_at, duration, status, method, path, function, key_name, detail";

    private static final String INSERT_TRACE = "INSERT INTO trace (id, started_at, duration, status, method, path,"
            + " function, key_name, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_SPAN = "INSERT INTO span (trace_id, span_id, parent_id, kind, function, name,"
            + " started_at, duration, attributes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_LOG =
            "INSERT INTO log (trace_id, span_id, function, at, level, text, attributes) VALUES (?, ?, ?, ?, ?, ?, ?)";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> ATTRIBUTES = new TypeReference<>() {};

    private TraceRows() {}

    /** Writes traces, spans and log lines in their order. */
    static void insert(Connection connection, List<Object> items) throws SQLException {
        try (PreparedStatement traces = connection.prepareStatement(INSERT_TRACE);
                PreparedStatement spans = connection.prepareStatement(INSERT_SPAN);
                PreparedStatement logs = connection.prepareStatement(INSERT_LOG)) {
            for (Object item : items) {
                if (item instanceof Trace trace) {
                    insert(traces, trace);
                } else if (item instanceof Span span) {
                    insert(spans, span);
                } else if (item instanceof LogEvent event) {
                    insert(logs, event);
                }
            }
        }
    }

    private static void insert(PreparedStatement row, Trace trace) throws SQLException {
        row.setBytes(1, bytes(trace.requestId()));
        row.setLong(2, micros(trace.startedAt()));
        row.setLong(3, trace.duration().toNanos());
        row.setInt(4, trace.status());
        row.setString(5, trace.method());
        row.setString(6, trace.path());
        row.setString(7, trace.function());
        row.setString(8, trace.keyName());
        row.setBytes(9, JSON.writeValueAsBytes(TraceDetail.of(trace)));
        row.executeUpdate();
    }

    private static void insert(PreparedStatement row, Span span) throws SQLException {
        row.setBytes(1, bytes(span.traceId()));
        row.setString(2, span.spanId());
        row.setString(3, span.parentSpanId());
        row.setString(4, span.kind().name());
        row.setString(5, span.function());
        row.setString(6, span.name());
        row.setLong(7, micros(span.startedAt()));
        row.setLong(8, span.duration().toNanos());
        row.setBytes(9, JSON.writeValueAsBytes(span.attributes()));
        row.executeUpdate();
    }

    private static void insert(PreparedStatement row, LogEvent event) throws SQLException {
        String traceId = event.traceId();
        row.setBytes(1, traceId == null ? null : bytes(traceId));
        row.setString(2, event.spanId());
        row.setString(3, event.function());
        row.setLong(4, micros(event.at()));
        row.setString(5, event.level().name());
        row.setString(6, event.text());
        row.setBytes(7, JSON.writeValueAsBytes(event.attributes()));
        row.executeUpdate();
    }

    /** Reads a row of {@link #TRACE_COLUMNS}. */
    static Numbered<Trace> trace(ResultSet row) throws SQLException {
        TraceDetail detail = JSON.readValue(row.getBytes("detail"), TraceDetail.class);
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
                HexFormat.of().formatHex(row.getBytes("trace_id")),
                row.getString("span_id"),
                row.getString("parent_id"),
                Span.Kind.valueOf(row.getString("kind")),
                row.getString("function"),
                row.getString("name"),
                instant(row.getLong("started_at")),
                Duration.ofNanos(row.getLong("duration")),
                JSON.readValue(row.getBytes("attributes"), ATTRIBUTES));
    }

    /** Reads a row of all columns of log. */
    static Numbered<LogEvent> log(ResultSet row) throws SQLException {
        byte @Nullable [] traceId = row.getBytes("trace_id");
        return new Numbered<>(
                row.getLong("seq"),
                new LogEvent(
                        traceId == null ? null : HexFormat.of().formatHex(traceId),
                        row.getString("span_id"),
                        row.getString("function"),
                        instant(row.getLong("at")),
                        LogEvent.Level.valueOf(row.getString("level")),
                        Objects.requireNonNull(row.getString("text")),
                        JSON.readValue(row.getBytes("attributes"), ATTRIBUTES)));
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
