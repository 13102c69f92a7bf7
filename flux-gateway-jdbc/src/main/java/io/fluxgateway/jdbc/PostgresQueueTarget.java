package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.jdbc.QueueOperation.Claim;
import io.fluxgateway.jdbc.QueueOperation.Offer;
import io.fluxgateway.jdbc.QueueOperation.Renew;
import io.fluxgateway.jdbc.QueueOperation.Settle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a project's queue to a PostgreSQL database, on a connection of its own. Goes to the server as rarely as it can: once
 * for offers, once for a claim, twice for anything else of which there may be many.
 */
final class PostgresQueueTarget implements QueueTarget {
    private static final Duration CHECKED_AFTER = Duration.ofSeconds(5);
    private static final int CHECK_SECONDS = 2;

    /**
     * A node that stops in the middle must not keep its locks; what was accepted is to be on disk whatever the server's
     * default; and a plan that was made while there was little must not read all when there is much.
     */
    private static final String SETTINGS = "SET idle_in_transaction_session_timeout = 5000; SET enable_seqscan = off;"
            + " SET enable_bitmapscan = off; SET jit = off; SELECT set_config('synchronous_commit', 'on', false)"
            + " WHERE current_setting('synchronous_commit') = 'off'";

    private final PostgresDatabase database;
    private final QueueSurvey survey;
    private final QueueSize size;
    private final QueueCare care;
    private final PostgresOffers offers;
    private final PostgresSettlements settlements;
    private final PostgresClaims claims;
    private volatile @Nullable Statements open;
    private long usedAt;

    PostgresQueueTarget(PostgresDatabase database, String project, QueueLimits limits, QueueSurvey survey) {
        this.database = database;
        this.survey = survey;
        size = survey.size();
        care = new QueueCare(project, limits, size);
        offers = new PostgresOffers(project, limits, size);
        settlements = new PostgresSettlements(project, offers, size);
        claims = new PostgresClaims(project);
    }

    @Override
    public void run(List<QueueOperation<?>> batch) throws SQLException {
        Statements statements = connected();
        boolean done = false;
        try {
            size.refresh();
            boolean alone = isOneStatement(batch);
            statements.connection().setAutoCommit(alone);
            run(statements, batch);
            if (!alone) {
                statements.connection().commit();
                statements.connection().setAutoCommit(true);
            }
            usedAt = System.nanoTime();
            size.committed();
            done = true;
        } catch (SQLException e) {
            if (batch.size() == 1 && batch.get(0) instanceof Offer offer && PostgresErrors.isDuplicate(e)) {
                offer.refuseAsThere();
            } else {
                throw e;
            }
        } finally {
            if (!done) {
                size.rolledBack();
                takeBack(statements);
            }
        }
    }

    /** Then it is a transaction for itself, and need not be ended by another one. */
    private static boolean isOneStatement(List<QueueOperation<?>> batch) {
        return (batch.size() == 1 && batch.get(0) instanceof Claim)
                || batch.stream().allMatch(operation -> operation instanceof Offer offer && offer.idempotency == null);
    }

    private void run(Statements statements, List<QueueOperation<?>> batch) throws SQLException {
        settlements.settle(statements, only(Settle.class, batch));
        settlements.renew(statements, only(Renew.class, batch));
        offers.offer(statements, only(Offer.class, batch));
        for (Claim claim : only(Claim.class, batch)) {
            claim.result(claims.claim(statements, claim.claim));
        }
        for (QueueOperation<?> operation : batch) {
            if (!operation.isDecided()) {
                care(statements, operation);
            }
        }
    }

    private static <T extends QueueOperation<?>> List<T> only(Class<T> type, List<QueueOperation<?>> batch) {
        return batch.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** What is rare asks for the time first, so that the SQL is the same on all databases. */
    private void care(Statements statements, QueueOperation<?> operation) throws SQLException {
        long now = database.clockMillis(statements.connection());
        survey.at(now);
        care.run(statements, operation, now);
    }

    /** A connection that works, or did a moment ago. */
    Statements connected() throws SQLException {
        Statements statements = open;
        if (statements != null
                && System.nanoTime() - usedAt > CHECKED_AFTER.toNanos()
                && !statements.connection().isValid(CHECK_SECONDS)) {
            close();
            statements = null;
        }
        if (statements == null) {
            Connection fresh = database.connect();
            try (Statement statement = fresh.createStatement()) {
                statement.execute(SETTINGS);
            } catch (SQLException e) {
                Database.closeQuietly(fresh);
                throw e;
            }
            survey.lookAgain();
            statements = new Statements(fresh);
            open = statements;
            usedAt = System.nanoTime();
        }
        return statements;
    }

    private void takeBack(Statements statements) {
        try {
            if (!statements.connection().getAutoCommit()) {
                statements.connection().rollback();
                statements.connection().setAutoCommit(true);
            } else if (!statements.connection().isValid(CHECK_SECONDS)) {
                close();
            }
        } catch (SQLException e) {
            close();
        }
    }

    @Override
    public boolean isOfOne(SQLException error) {
        return PostgresErrors.isOfStatement(error);
    }

    @Override
    public StoreException explain(SQLException error) {
        return database.explain("written", error);
    }

    @Override
    public void abort() {
        Statements statements = open;
        if (statements != null) {
            try {
                statements.connection().abort(Runnable::run);
            } catch (SQLException e) {
                // It is gone already.
            }
        }
    }

    @Override
    public void close() {
        Statements statements = open;
        if (statements != null) {
            statements.close();
        }
        open = null;
    }
}
