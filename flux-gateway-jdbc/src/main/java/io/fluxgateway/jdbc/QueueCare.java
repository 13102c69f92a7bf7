package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.jdbc.QueueOperation.Discard;
import io.fluxgateway.jdbc.QueueOperation.Replay;
import io.fluxgateway.jdbc.QueueOperation.ReplayDead;
import io.fluxgateway.jdbc.QueueOperation.Tidy;
import java.sql.SQLException;

/**
 * What is done with invocations by hand, and how they are forgotten: the same SQL on every kind of database, in a transaction
 * that is begun. For one thread.
 */
final class QueueCare {
    /** Rows of a kind that one step forgets at most. */
    private static final int STEP = 1_000;

    private static final String AT_ONCE = "UPDATE invocation SET status = 'QUEUED', attempts_before_series = attempts,"
            + " due_at = ?, due_set_at = ?, ended_at = NULL WHERE project = ? AND status";
    private static final String GIVE_UP = "UPDATE invocation SET status = 'DISCARDED', due_at = NULL, worker = NULL,"
            + " ended_at = ? WHERE project = ? AND id = ? AND status IN ";
    static final String DEAD = "status = 'DEAD'";
    static final String OTHERS = "ended_at IS NOT NULL AND status <> 'DEAD'";

    private final String project;
    private final QueueLimits limits;
    private final QueueSize size;

    QueueCare(String project, QueueLimits limits, QueueSize size) {
        this.project = project;
        this.limits = limits;
        this.size = size;
    }

    /** Does an operation that is one of these. */
    void run(Statements statements, QueueOperation<?> operation, long now) throws SQLException {
        if (operation instanceof Replay replay) {
            replay.result(replay(statements, replay.id, now));
        } else if (operation instanceof ReplayDead replay) {
            replay.result(replayDead(statements, now));
        } else if (operation instanceof Discard discard) {
            discard.result(discard(statements, discard.id, now));
        } else if (operation instanceof Tidy tidy) {
            tidy.mended(tidy.findings.fromTheFuture() && mend(statements, now));
            tidy.result(forget(statements, tidy.findings, now));
        }
    }

    private boolean replay(Statements statements, String id, long now) throws SQLException {
        int replayed = statements.update(AT_ONCE + " IN ('DEAD', 'FAILED') AND id = ?", now, now, project, id);
        size.changed(replayed);
        return replayed > 0;
    }

    private int replayDead(Statements statements, long now) throws SQLException {
        int replayed = statements.update(AT_ONCE + " = 'DEAD'", now, now, project);
        size.changed(replayed);
        return replayed;
    }

    private boolean discard(Statements statements, String id, long now) throws SQLException {
        int open = statements.update(GIVE_UP + "('QUEUED', 'RUNNING')", now, project, id);
        size.changed(-open);
        return open + statements.update(GIVE_UP + "('DEAD', 'FAILED')", now, project, id) > 0;
    }

    /** Whether it mended any times; then there may be something to claim. */
    private boolean mend(Statements statements, long now) throws SQLException {
        return statements.update(
                        "UPDATE invocation SET due_at = due_at - (due_set_at - ?), due_set_at = ?"
                                + " WHERE project = ? AND due_at IS NOT NULL AND due_set_at > ?",
                        now,
                        now,
                        project,
                        now)
                > 0;
    }

    /** How many invocations it forgot. */
    private int forget(Statements statements, QueueFindings findings, long now) throws SQLException {
        statements.update(
                "DELETE FROM idempotency WHERE project = ? AND key IN (SELECT key FROM idempotency WHERE project = ?"
                        + " AND expires_at <= ? ORDER BY expires_at LIMIT " + STEP + ")",
                project,
                project,
                now);
        return forget(
                        statements,
                        OTHERS,
                        Math.max(
                                findings.surplusUntil(),
                                now - limits.retention().toMillis()))
                + forget(
                        statements,
                        DEAD,
                        Math.max(
                                findings.deadSurplusUntil(),
                                now - limits.deadRetention().toMillis()));
    }

    private int forget(Statements statements, String which, long until) throws SQLException {
        String oldest = " WHERE number IN (SELECT number FROM invocation WHERE project = ? AND " + which
                + " AND ended_at <= ? ORDER BY ended_at LIMIT " + STEP + ")";
        statements.update("DELETE FROM invocation_input" + oldest, project, until);
        return statements.update("DELETE FROM invocation" + oldest, project, until);
    }
}
