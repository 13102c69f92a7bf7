package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Lease;
import io.fluxgateway.jdbc.QueueOperation.Renew;
import io.fluxgateway.jdbc.QueueOperation.Settle;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Ends and renews leases in an SQLite file, in a transaction that is begun. For one thread. */
final class SqliteSettlements {
    private static final String HELD =
            " WHERE project = ? AND id = ? AND status = 'RUNNING' AND attempts = ? AND worker = ?";
    private static final String RENEW = "UPDATE invocation SET due_at = ?, due_set_at = ?" + HELD;
    private static final String END_LEASE =
            "UPDATE invocation SET status = ?, due_at = ?, due_set_at = ?, ended_at = ?, worker = NULL, ";
    private static final String SETTLE = END_LEASE + "last_duration = ?, last_error = ?, last_detail = ?,"
            + " last_status = ?, last_truncated = ?, last_headers = ?, last_body = ?" + HELD;
    private static final String RELEASE = END_LEASE + "attempts_before_series = attempts_before_series + 1" + HELD;

    private final String project;
    private final SqliteOffers offers;
    private final QueueSize size;

    SqliteSettlements(String project, SqliteOffers offers, QueueSize size) {
        this.project = project;
        this.offers = offers;
        this.size = size;
    }

    void renew(Statements statements, Renew renew, long now) throws SQLException {
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

    void settle(Statements statements, Settle settle, long now) throws SQLException {
        boolean settled = update(statements, settle, now) > 0;
        if (settled && !settle.isAgain()) {
            size.changed(-1);
        }
        if (settled && settle.next != null) {
            offers.add(statements, settle.next, now);
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
}
