package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Lease;
import io.fluxgateway.jdbc.QueueOperation.Renew;
import io.fluxgateway.jdbc.QueueOperation.Settle;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ends and renews leases in PostgreSQL: any number at a time, in a transaction that is begun. For one thread. */
final class PostgresSettlements {
    private static final String NOW = PostgresOffers.NOW;
    private static final String HELD =
            " WHERE project = ? AND id = ? AND status = 'RUNNING' AND attempts = ? AND worker = ?";
    private static final String RENEW = "UPDATE invocation SET due_at = " + NOW + " + ?, due_set_at = " + NOW + HELD;
    private static final String END_LEASE = "UPDATE invocation SET status = ?, due_at = CASE WHEN ? THEN " + NOW
            + " + ? END, due_set_at = CASE WHEN ? THEN " + NOW + " END, ended_at = CASE WHEN ? THEN NULL ELSE " + NOW
            + " END, worker = NULL, ";
    private static final String SETTLE = END_LEASE + "last_duration = ?, last_error = ?, last_detail = ?,"
            + " last_status = ?, last_truncated = ?, last_headers = ?, last_body = ?" + HELD;
    private static final String RELEASE = END_LEASE + "attempts_before_series = attempts_before_series + 1" + HELD;

    private final String project;
    private final PostgresOffers offers;
    private final QueueSize size;

    PostgresSettlements(String project, PostgresOffers offers, QueueSize size) {
        this.project = project;
        this.offers = offers;
        this.size = size;
    }

    void renew(Statements statements, List<Renew> renewals) throws SQLException {
        for (Renew renew : renewals) {
            PreparedStatement statement = statements.statement(RENEW);
            for (Lease lease : renew.leases) {
                statement.setLong(1, renew.millis);
                held(statement, 2, lease);
                statement.addBatch();
            }
            Set<Lease> lost = new HashSet<>();
            int[] renewed = statement.executeBatch();
            for (int i = 0; i < renewed.length; i++) {
                if (renewed[i] == 0) {
                    lost.add(renew.leases.get(i));
                }
            }
            renew.result(lost);
        }
    }

    void settle(Statements statements, List<Settle> settlements) throws SQLException {
        List<Settle> telling =
                settlements.stream().filter(one -> one.outcome != null).toList();
        List<Settle> saying =
                settlements.stream().filter(one -> one.outcome == null).toList();
        List<QueueRow> next = new ArrayList<>();
        next.addAll(settle(statements, SETTLE, telling));
        next.addAll(settle(statements, RELEASE, saying));
        size.changed(next.size());
        offers.add(statements, next);
    }

    /** What follows from those that held their lease. */
    private List<QueueRow> settle(Statements statements, String sql, List<Settle> settlements) throws SQLException {
        List<QueueRow> next = new ArrayList<>();
        if (settlements.isEmpty()) {
            return next;
        }
        PreparedStatement statement = statements.statement(sql);
        for (Settle settle : settlements) {
            statement.setString(1, settle.status.name());
            statement.setBoolean(2, settle.isAgain());
            statement.setLong(3, settle.delayMillis);
            statement.setBoolean(4, settle.isAgain());
            statement.setBoolean(5, settle.isAgain());
            held(statement, outcome(statement, 6, settle.outcome), settle.lease);
            statement.addBatch();
        }
        int[] settled = statement.executeBatch();
        for (int i = 0; i < settled.length; i++) {
            Settle settle = settlements.get(i);
            settle.result(settled[i] > 0);
            if (settled[i] > 0 && !settle.isAgain()) {
                size.changed(-1);
            }
            if (settled[i] > 0 && settle.next != null) {
                next.add(settle.next);
            }
        }
        return next;
    }

    /** Sets the columns of an outcome, if there is one; the place after them. */
    private static int outcome(PreparedStatement statement, int first, @Nullable OutcomeRow outcome)
            throws SQLException {
        if (outcome == null) {
            return first;
        }
        int at = first;
        statement.setLong(at++, outcome.durationNanos());
        statement.setString(at++, PostgresErrors.storable(outcome.error()));
        statement.setString(at++, PostgresErrors.storable(outcome.detail()));
        statement.setObject(at++, outcome.status(), Types.INTEGER);
        statement.setObject(at++, outcome.truncated(), Types.INTEGER);
        statement.setBytes(at++, outcome.headers());
        statement.setBytes(at++, outcome.body());
        return at;
    }

    private void held(PreparedStatement statement, int first, Lease lease) throws SQLException {
        statement.setString(first, project);
        statement.setString(first + 1, lease.id());
        statement.setInt(first + 2, lease.attempt());
        statement.setString(first + 3, lease.worker());
    }
}
