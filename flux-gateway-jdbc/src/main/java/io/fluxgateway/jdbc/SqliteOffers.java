package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Idempotency;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.jdbc.QueueOperation.Offer;
import java.sql.SQLException;
import java.util.Optional;

/** Adds invocations to a project's queue in an SQLite file, in a transaction that is begun. For one thread. */
final class SqliteOffers {
    private static final String ADD = "INSERT INTO invocation (project, id, request_id, lane, key_id, status,"
            + " accepted_at, due_at, due_set_at) VALUES (?, ?, ?, ?, ?, 'QUEUED', ?, ?, ?)";
    private static final String ADD_INPUT = "INSERT INTO invocation_input (number, path, query, params, headers,"
            + " callback, body) VALUES (last_insert_rowid(), ?, ?, ?, ?, ?, ?)";
    private static final String ADD_NEW = ADD + " ON CONFLICT (project, id) DO NOTHING";

    private final String project;
    private final QueueLimits limits;
    private final QueueSize size;

    private record Request(String fingerprint, Admission.Repeated first) {}

    SqliteOffers(String project, QueueLimits limits, QueueSize size) {
        this.project = project;
        this.limits = limits;
        this.size = size;
    }

    void offer(Statements statements, Offer offer, long now) throws SQLException {
        Idempotency idempotency = offer.idempotency;
        Optional<Request> before = idempotency == null ? Optional.empty() : request(statements, idempotency, now);
        if (idempotency != null && before.isPresent()) {
            offer.result(
                    before.get().fingerprint.equals(idempotency.fingerprint())
                            ? before.get().first
                            : Admission.CONFLICT);
            return;
        }
        if (!size.hasRoom()) {
            offer.result(Admission.FULL);
            return;
        }
        if (!add(statements, ADD_NEW, offer.row, now)) {
            offer.refuseAsThere();
            return;
        }
        if (idempotency != null) {
            statements.update(
                    "INSERT OR REPLACE INTO idempotency (project, key, fingerprint, invocation, request_id, expires_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    project,
                    idempotency.key(),
                    idempotency.fingerprint(),
                    offer.row.id(),
                    offer.row.requestId(),
                    now + limits.idempotencyWindow().toMillis());
        }
        offer.result(Admission.ACCEPTED);
    }

    private Optional<Request> request(Statements statements, Idempotency idempotency, long now) throws SQLException {
        return statements.first(
                "SELECT fingerprint, invocation, request_id FROM idempotency WHERE project = ? AND key = ?"
                        + " AND expires_at > ?",
                row -> new Request(row.getString(1), new Admission.Repeated(row.getString(2), row.getString(3))),
                project,
                idempotency.key(),
                now);
    }

    /** Adds what nothing refuses. */
    void add(Statements statements, QueueRow row, long now) throws SQLException {
        add(statements, ADD, row, now);
    }

    private boolean add(Statements statements, String sql, QueueRow row, long now) throws SQLException {
        int added = statements.update(
                sql, project, row.id(), row.requestId(), row.lane(), row.keyId(), now, now + row.delayMillis(), now);
        if (added == 0) {
            return false;
        }
        statements.update(ADD_INPUT, row.path(), row.query(), row.params(), row.headers(), row.callback(), row.body());
        size.changed(1);
        return true;
    }
}
