package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.jdbc.QueueOperation.Offer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds invocations to a project's queue in PostgreSQL: any number with one statement. For one thread. */
final class PostgresOffers {
    /** One for all rows of a statement. */
    static final String NOW = "(extract(epoch FROM statement_timestamp()) * 1000)::bigint";

    private static final String ADD = "WITH new AS MATERIALIZED (SELECT nextval('invocation_number') AS number, one.*"
            + " FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::bytea[],"
            + " ?::bytea[], ?::text[], ?::bytea[]) AS one (id, request_id, lane, key_id, delay, path, query, params,"
            + " headers, callback, body)),"
            + " input AS (INSERT INTO invocation_input (number, path, query, params, headers, callback, body)"
            + " SELECT number, path, query, params, headers, callback, body FROM new)"
            + " INSERT INTO invocation (number, project, id, request_id, lane, key_id, status, accepted_at, due_at,"
            + " due_set_at) SELECT number, ?, id, request_id, lane, key_id, 'QUEUED', " + NOW + ", " + NOW
            + " + delay, "
            + NOW + " FROM new";

    private final String project;
    private final QueueSize size;
    private final PostgresRequests requests;

    PostgresOffers(String project, QueueLimits limits, QueueSize size) {
        this.project = project;
        this.size = size;
        requests = new PostgresRequests(project, limits.idempotencyWindow(), size);
    }

    void offer(Statements statements, List<Offer> offers) throws SQLException {
        if (offers.isEmpty()) {
            return;
        }
        List<Offer> accepted = new ArrayList<>(requests.admit(statements, offers));
        for (Offer offer : offers) {
            if (offer.idempotency == null && size.hasRoom()) {
                accepted.add(offer);
                size.changed(1);
            } else if (offer.idempotency == null) {
                offer.result(Admission.FULL);
            }
        }
        Set<String> ids = new HashSet<>();
        List<QueueRow> rows = new ArrayList<>(accepted.size());
        for (Offer offer : accepted) {
            if (ids.add(offer.row.id())) {
                offer.result(Admission.ACCEPTED);
                rows.add(offer.row);
            } else {
                offer.refuseAsThere();
                size.changed(-1);
            }
        }
        add(statements, rows);
    }

    void add(Statements statements, List<QueueRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Connection connection = statements.connection();
        PreparedStatement add = statements.statement(ADD);
        add.setArray(1, texts(connection, rows, QueueRow::id));
        add.setArray(2, texts(connection, rows, QueueRow::requestId));
        add.setArray(3, texts(connection, rows, QueueRow::lane));
        add.setArray(4, texts(connection, rows, QueueRow::keyId));
        add.setArray(
                5,
                connection.createArrayOf(
                        "bigint", rows.stream().map(QueueRow::delayMillis).toArray(Long[]::new)));
        add.setArray(6, texts(connection, rows, QueueRow::path));
        add.setArray(7, texts(connection, rows, QueueRow::query));
        add.setArray(8, bytes(connection, rows, QueueRow::params));
        add.setArray(9, bytes(connection, rows, QueueRow::headers));
        add.setArray(10, texts(connection, rows, QueueRow::callback));
        add.setArray(11, bytes(connection, rows, QueueRow::body));
        add.setString(12, project);
        add.executeUpdate();
    }

    static <T> Array texts(Connection connection, List<T> rows, Function<T, @Nullable String> column)
            throws SQLException {
        @Nullable String[] values = new String[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = PostgresErrors.storable(column.apply(rows.get(i)));
        }
        return connection.createArrayOf("text", values);
    }

    private static Array bytes(Connection connection, List<QueueRow> rows, Function<QueueRow, byte[]> column)
            throws SQLException {
        return connection.createArrayOf("bytea", rows.stream().map(column).toArray(byte[][]::new));
    }
}
