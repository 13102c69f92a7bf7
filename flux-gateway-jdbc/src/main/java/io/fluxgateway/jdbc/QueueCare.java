package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.jdbc.QueueOperation.Discard;
import io.fluxgateway.jdbc.QueueOperation.Replay;
import io.fluxgateway.jdbc.QueueOperation.ReplayDead;
import io.fluxgateway.jdbc.QueueOperation.Tidy;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What is done with invocations by hand, and how they are forgotten: the same SQL on every kind of database, in a transaction
 * that is begun. For one thread.
 */
final class QueueCare {
    /** Rows of a kind that one step forgets at most. */
    private static final int STEP = 1_000;
    /** What reads all that is open, or counts all that ended, is done this often. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private static final String AT_ONCE = "UPDATE invocation SET status = 'QUEUED', attempts_before_series = attempts,"
            + " due_at = ?, due_set_at = ?, ended_at = NULL WHERE project = ? AND status";
    private static final String GIVE_UP = "UPDATE invocation SET status = 'DISCARDED', due_at = NULL, worker = NULL,"
            + " ended_at = ? WHERE project = ? AND id = ? AND status IN ";
    private static final String DEAD = "status = 'DEAD'";
    private static final String OTHERS = "ended_at IS NOT NULL AND status <> 'DEAD'";

    private final String project;
    private final QueueLimits limits;
    private final QueueSize size;
    private long lastNow;
    private long lookedAt;
    private boolean looked;
    /** Those that ended until then are too many. */
    private long surplusUntil;

    private long deadSurplusUntil;

    QueueCare(String project, QueueLimits limits, QueueSize size) {
        this.project = project;
        this.limits = limits;
        this.size = size;
    }

    /** How many wait or run, up to a bound. */
    long countOpen(Statements statements, long most) throws SQLException {
        return statements
                .first(
                        "SELECT count(*) FROM (SELECT 1 FROM invocation WHERE project = ? AND due_at IS NOT NULL LIMIT ?)"
                                + " AS counted",
                        row -> row.getLong(1),
                        project,
                        most)
                .orElseThrow();
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
            tidy.mended(mend(statements, now));
            tidy.result(forget(statements, now));
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

    /** To be told each time that is gone by, so that it is noticed when a clock is put back. */
    void at(long now) {
        if (now < lastNow) {
            looked = false;
        }
        lastNow = now;
    }

    /** To be told when the clock may be another one. */
    void lookAgain() {
        looked = false;
    }

    /** Whether it mended any times; then there may be something to claim. */
    private boolean mend(Statements statements, long now) throws SQLException {
        if (isLookedAt()) {
            return false;
        }
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
    private int forget(Statements statements, long now) throws SQLException {
        if (!isLookedAt()) {
            surplusUntil = surplus(statements, OTHERS);
            deadSurplusUntil = surplus(statements, DEAD);
            looked = true;
            lookedAt = System.nanoTime();
        }
        statements.update(
                "DELETE FROM idempotency WHERE project = ? AND key IN (SELECT key FROM idempotency WHERE project = ?"
                        + " AND expires_at <= ? ORDER BY expires_at LIMIT " + STEP + ")",
                project,
                project,
                now);
        return forget(
                        statements,
                        OTHERS,
                        Math.max(surplusUntil, now - limits.retention().toMillis()))
                + forget(
                        statements,
                        DEAD,
                        Math.max(deadSurplusUntil, now - limits.deadRetention().toMillis()));
    }

    private int forget(Statements statements, String which, long until) throws SQLException {
        String oldest = " WHERE number IN (SELECT number FROM invocation WHERE project = ? AND " + which
                + " AND ended_at <= ? ORDER BY ended_at LIMIT " + STEP + ")";
        statements.update("DELETE FROM invocation_input" + oldest, project, until);
        return statements.update("DELETE FROM invocation" + oldest, project, until);
    }

    private long surplus(Statements statements, String which) throws SQLException {
        return statements
                .first(
                        "SELECT ended_at FROM invocation WHERE project = ? AND " + which
                                + " ORDER BY ended_at DESC LIMIT 1 OFFSET ?",
                        row -> row.getLong(1),
                        project,
                        limits.maxEnded())
                .orElse(Long.MIN_VALUE);
    }

    private boolean isLookedAt() {
        return looked && System.nanoTime() - lookedAt < LOOK_EVERY.toNanos();
    }
}
