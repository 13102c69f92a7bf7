package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Idempotency;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.jdbc.QueueOperation.Claim;
import io.fluxgateway.jdbc.QueueOperation.Discard;
import io.fluxgateway.jdbc.QueueOperation.Offer;
import io.fluxgateway.jdbc.QueueOperation.Renew;
import io.fluxgateway.jdbc.QueueOperation.Replay;
import io.fluxgateway.jdbc.QueueOperation.ReplayDead;
import io.fluxgateway.jdbc.QueueOperation.Settle;
import io.fluxgateway.jdbc.QueueOperation.Tidy;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a project's queue to an SQLite file, row by row: there is no way to go between them. */
final class SqliteQueueTarget implements QueueTarget {
    private static final String ADD = "INSERT INTO invocation (project, id, request_id, lane, key_id, status,"
            + " accepted_at, due_at, due_set_at) VALUES (?, ?, ?, ?, ?, 'QUEUED', ?, ?, ?)";
    private static final String ADD_INPUT = "INSERT INTO invocation_input (number, path, query, params, headers,"
            + " callback, body) VALUES (last_insert_rowid(), ?, ?, ?, ?, ?, ?)";
    private static final String HELD =
            " WHERE project = ? AND id = ? AND status = 'RUNNING' AND attempts = ? AND worker = ?";
    private static final String RENEW = "UPDATE invocation SET due_at = ?, due_set_at = ?" + HELD;
    private static final String END_LEASE =
            "UPDATE invocation SET status = ?, due_at = ?, due_set_at = ?, ended_at = ?, worker = NULL, ";
    private static final String SETTLE = END_LEASE + "last_duration = ?, last_error = ?, last_detail = ?,"
            + " last_status = ?, last_truncated = ?, last_headers = ?, last_body = ?" + HELD;
    private static final String RELEASE = END_LEASE + "attempts_before_series = attempts_before_series + 1" + HELD;

    private final SqliteDatabase database;
    private final String project;
    private final QueueLimits limits;
    private final Clock clock;
    private final QueueSize size;
    private final QueueCare care;
    private final SqliteClaims claims;
    private @Nullable Statements open;

    private record Request(String fingerprint, Admission.Repeated first) {}

    SqliteQueueTarget(SqliteDatabase database, String project, QueueLimits limits, Clock clock) {
        this.database = database;
        this.project = project;
        this.limits = limits;
        this.clock = clock;
        size = new QueueSize(limits.maxQueued());
        care = new QueueCare(project, limits, size);
        claims = new SqliteClaims(project);
    }

    @Override
    public void run(List<QueueOperation<?>> batch) throws SQLException {
        database.requireWritable();
        Statements statements = connected();
        boolean done = false;
        try {
            statements.update("BEGIN IMMEDIATE");
            long now = clock.millis();
            care.at(now);
            size.refresh(most -> care.countOpen(statements, most));
            for (QueueOperation<?> operation : batch) {
                run(statements, operation, now);
            }
            statements.update("COMMIT");
            done = true;
        } finally {
            if (!done) {
                size.forget();
                takeBack(statements);
            }
        }
    }

    private void run(Statements statements, QueueOperation<?> operation, long now) throws SQLException {
        if (operation instanceof Offer offer) {
            offer(statements, offer, now);
        } else if (operation instanceof Claim claim) {
            claim.result(claims.claim(statements, claim.claim, now));
        } else if (operation instanceof Renew renew) {
            renew(statements, renew, now);
        } else if (operation instanceof Settle settle) {
            settle(statements, settle, now);
        } else if (operation instanceof Replay replay) {
            replay.result(care.replay(statements, replay.id, now));
        } else if (operation instanceof ReplayDead replay) {
            replay.result(care.replayDead(statements, now));
        } else if (operation instanceof Discard discard) {
            discard.result(care.discard(statements, discard.id, now));
        } else if (operation instanceof Tidy tidy) {
            tidy.mended(care.mend(statements, now));
            tidy.result(care.forget(statements, now));
        }
    }

    private void offer(Statements statements, Offer offer, long now) throws SQLException {
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
        if (!add(statements, ADD + " ON CONFLICT (project, id) DO NOTHING", offer.row, now)) {
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

    private void renew(Statements statements, Renew renew, long now) throws SQLException {
        Set<Lease> lost = new HashSet<>();
        for (Lease lease : renew.leases) {
            int renewed = statements.update(
                    RENEW, now + renew.millis, now, project, lease.id(), lease.attempt(), lease.worker());
            if (renewed == 0) {
                lost.add(lease);
            }
        }
        renew.result(lost);
    }

    private void settle(Statements statements, Settle settle, long now) throws SQLException {
        boolean settled = update(statements, settle, now) > 0;
        if (settled && !settle.isAgain()) {
            size.changed(-1);
        }
        if (settled && settle.next != null) {
            add(statements, ADD, settle.next, now);
        }
        settle.result(settled);
    }

    private int update(Statements statements, Settle settle, long now) throws SQLException {
        String status = settle.status.name();
        Long due = settle.isAgain() ? now + settle.delayMillis : null;
        Long dueSet = settle.isAgain() ? now : null;
        Long ended = settle.isAgain() ? null : now;
        Lease lease = settle.lease;
        OutcomeRow outcome = settle.outcome;
        if (outcome == null) {
            return statements.update(
                    RELEASE, status, due, dueSet, ended, project, lease.id(), lease.attempt(), lease.worker());
        }
        return statements.update(
                SETTLE,
                status,
                due,
                dueSet,
                ended,
                outcome.durationNanos(),
                outcome.error(),
                outcome.detail(),
                outcome.status(),
                outcome.truncated(),
                outcome.headers(),
                outcome.body(),
                project,
                lease.id(),
                lease.attempt(),
                lease.worker());
    }

    private Statements connected() throws SQLException {
        Statements statements = open;
        if (statements == null) {
            statements = new Statements(database.connect());
            open = statements;
        }
        return statements;
    }

    /** What fails for want of room has often ended the transaction already. */
    private void takeBack(Statements statements) {
        try {
            statements.update("ROLLBACK");
        } catch (SQLException e) {
            if (!SqliteErrors.isOfStatement(e)) {
                close();
            }
        }
    }

    @Override
    public boolean isOfOne(SQLException error) {
        return SqliteErrors.isOfStatement(error);
    }

    @Override
    public StoreException explain(SQLException error) {
        return database.explain("written", error);
    }

    /** The time limit for a locked file is short. */
    @Override
    public void abort() {}

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
        open = null;
    }
}
