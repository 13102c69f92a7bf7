package io.fluxgateway.jdbc;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Traces, spans and log lines as rows. */
final class TraceRows {
    private static final String OF_NO_REQUEST = "0".repeat(2 * TraceTable.ID_LENGTH);

    private TraceRows() {}

    /** Those of a batch that are rows of a table, in their order. */
    static List<@Nullable Object[]> values(TraceTable table, List<Object> items) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Object item : items) {
            if (table == TraceTable.TRACE && item instanceof Trace trace) {
                rows.add(values(trace));
            } else if (table == TraceTable.SPAN && item instanceof Span span) {
                rows.add(values(span));
            } else if (table == TraceTable.LOG && item instanceof LogEvent event) {
                rows.add(values(event));
            }
        }
        return rows;
    }

    /** The ID of a row. */
    static byte[] id(@Nullable Object[] values) {
        return (byte[]) Objects.requireNonNull(values[0], "each row has an ID");
    }

    private static @Nullable Object[] values(Trace trace) {
        return new @Nullable Object[] {
            bytes(trace.requestId()),
            micros(trace.startedAt()),
            trace.duration().toNanos(),
            trace.status(),
            trace.method(),
            trace.path(),
            trace.function(),
            trace.keyName(),
            TraceDetail.write(trace)
        };
    }

    private static @Nullable Object[] values(Span span) {
        return new @Nullable Object[] {
            bytes(span.traceId()),
            span.spanId(),
            span.parentSpanId(),
            span.kind().name(),
            span.function(),
            span.name(),
            micros(span.startedAt()),
            span.duration().toNanos(),
            Json.write(span.attributes())
        };
    }

    private static @Nullable Object[] values(LogEvent event) {
        return new @Nullable Object[] {
            bytes(Objects.requireNonNullElse(event.traceId(), OF_NO_REQUEST)),
            event.spanId(),
            event.function(),
            micros(event.at()),
            event.level().name(),
            event.text(),
            Json.write(event.attributes())
        };
    }

    /** Reads a row of all columns of trace. */
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
                        detail.call(),
                        detail.client()));
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
