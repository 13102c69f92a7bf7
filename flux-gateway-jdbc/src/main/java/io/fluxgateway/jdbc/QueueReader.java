package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationFilter;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.QueueStats;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at a project's queue, beside whoever writes to it. Thread-safe. */
final class QueueReader {
    private static final String STATES =
            "SELECT * FROM invocation i JOIN invocation_input USING (number) WHERE i.project = ?";
    /** All but the bodies. */
    private static final String LISTED = "SELECT id, request_id, lane, key_id, status, attempts, accepted_at, due_at,"
            + " ended_at, last_duration, last_error, last_detail, last_status, last_truncated, last_headers, path, query,"
            + " params, headers, callback FROM invocation i JOIN invocation_input USING (number) WHERE i.project = ?";
    /** After all that starts with the same. */
    private static final String LAST = "\uffff";

    private final Database database;
    private final String project;
    private final Now now;

    /** Tells the time that the queue goes by, in milliseconds since 1970. */
    @FunctionalInterface
    interface Now {
        long millis(Connection connection) throws SQLException;
    }

    QueueReader(Database database, String project, Now now) {
        this.database = database;
        this.project = project;
        this.now = now;
    }

    Optional<InvocationState> find(String id) {
        return database.read(
                connection -> Sql.first(connection, STATES + " AND i.id = ?", row -> read(row, true), project, id));
    }

    List<InvocationState> list(InvocationFilter filter) {
        StringBuilder sql = new StringBuilder(LISTED);
        List<Object> arguments = new ArrayList<>();
        arguments.add(project);
        InvocationStatus status = filter.status();
        if (status != null) {
            sql.append(status.isFinal() ? " AND i.status = '" : " AND i.due_at IS NOT NULL AND i.status = '")
                    .append(status.name())
                    .append('\'');
        }
        if (filter.function() != null) {
            sql.append(" AND i.lane IN (?, ?)");
            arguments.add(QueueRow.lane(Kind.CALL, filter.function()));
            arguments.add(QueueRow.lane(Kind.CALLBACK, filter.function()));
        }
        if (!filter.idPrefix().isEmpty()) {
            sql.append(" AND i.id BETWEEN ? AND ?");
            arguments.add(filter.idPrefix());
            arguments.add(filter.idPrefix() + LAST);
        }
        sql.append(" ORDER BY i.number DESC LIMIT ?");
        arguments.add(filter.most());
        return database.read(
                connection -> Sql.all(connection, sql.toString(), row -> read(row, false), arguments.toArray()));
    }

    /** How many wait or run, up to a bound. */
    long countOpen(long most) {
        return database.read(connection -> Sql.first(
                        connection,
                        "SELECT count(*) FROM (SELECT 1 FROM invocation WHERE project = ? AND due_at IS NOT NULL LIMIT ?)"
                                + " AS counted",
                        row -> row.getLong(1),
                        project,
                        most)
                .orElseThrow());
    }

    /** The time that the queue goes by. */
    long nowMillis() {
        return database.read(now::millis);
    }

    /**
     * Looks for what is to be tidied.
     *
     * @param maxEnded how many of those that ended are kept, and how many dead letters besides
     */
    QueueFindings findings(int maxEnded) {
        return database.read(connection -> new QueueFindings(
                Sql.first(
                                connection,
                                "SELECT 1 FROM invocation WHERE project = ? AND due_at IS NOT NULL AND due_set_at > ? LIMIT 1",
                                row -> true,
                                project,
                                now.millis(connection))
                        .isPresent(),
                surplus(connection, QueueCare.OTHERS, maxEnded),
                surplus(connection, QueueCare.DEAD, maxEnded)));
    }

    private long surplus(Connection connection, String which, int kept) throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT ended_at FROM invocation WHERE project = ? AND " + which
                                + " ORDER BY ended_at DESC LIMIT 1 OFFSET ?",
                        row -> row.getLong(1),
                        project,
                        kept)
                .orElse(Long.MIN_VALUE);
    }

    QueueStats stats() {
        return database.read(connection -> {
            long time = now.millis(connection);
            long dead = Sql.first(
                            connection,
                            "SELECT count(*) FROM invocation WHERE project = ? AND status = 'DEAD'",
                            row -> row.getLong(1),
                            project)
                    .orElseThrow();
            return Sql.first(
                            connection,
                            "SELECT count(CASE WHEN status = 'QUEUED' THEN 1 END), count(*),"
                                    + " min(CASE WHEN status = 'QUEUED' THEN due_at END) FROM invocation"
                                    + " WHERE project = ? AND due_at IS NOT NULL",
                            row -> {
                                long queued = row.getLong(1);
                                long running = row.getLong(2) - queued;
                                long due = row.getLong(3);
                                Duration waited = row.wasNull() || due > time ? null : Duration.ofMillis(time - due);
                                return new QueueStats(queued, running, dead, waited);
                            },
                            project)
                    .orElseThrow();
        });
    }

    private static InvocationState read(ResultSet row, boolean withBodies) throws SQLException {
        InvocationStatus status = InvocationStatus.valueOf(row.getString("status"));
        return new InvocationState(
                QueueRow.read(row, withBodies),
                status,
                row.getInt("attempts"),
                Instant.ofEpochMilli(row.getLong("accepted_at")),
                status == InvocationStatus.QUEUED ? instant(row, "due_at") : null,
                instant(row, "ended_at"),
                OutcomeRow.read(row, withBodies));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
