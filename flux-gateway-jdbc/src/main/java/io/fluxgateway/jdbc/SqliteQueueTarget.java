package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.jdbc.QueueOperation.Claim;
import io.fluxgateway.jdbc.QueueOperation.Offer;
import io.fluxgateway.jdbc.QueueOperation.Renew;
import io.fluxgateway.jdbc.QueueOperation.Settle;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a project's queue to an SQLite file, row by row: no network lies between them. */
final class SqliteQueueTarget implements QueueTarget {
    /**
     * 8 MiB, twice as many as usual: IDs are random, so each row changes another page of their index, and the more rows
     * share a checkpoint the fewer times a page is written back.
     */
    private static final int PAGES_UNTIL_CHECKPOINT = 2_000;

    private final SqliteDatabase database;
    private final Clock clock;
    private final QueueSurvey survey;
    private final QueueSize size;
    private final QueueCare care;
    private final SqliteOffers offers;
    private final SqliteSettlements settlements;
    private final SqliteClaims claims;
    private @Nullable Statements open;

    SqliteQueueTarget(SqliteDatabase database, String project, QueueLimits limits, QueueSurvey survey, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.survey = survey;
        size = survey.size();
        care = new QueueCare(project, limits, size);
        offers = new SqliteOffers(project, limits, size);
        settlements = new SqliteSettlements(project, offers, size);
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
            survey.at(now);
            size.refresh();
            for (QueueOperation<?> operation : batch) {
                run(statements, operation, now);
            }
            statements.update("COMMIT");
            size.committed();
            done = true;
        } finally {
            if (!done) {
                size.rolledBack();
                takeBack(statements);
            }
        }
    }

    private void run(Statements statements, QueueOperation<?> operation, long now) throws SQLException {
        if (operation instanceof Offer offer) {
            offers.offer(statements, offer, now);
        } else if (operation instanceof Claim claim) {
            claim.result(claims.claim(statements, claim.claim, now));
        } else if (operation instanceof Renew renew) {
            settlements.renew(statements, renew, now);
        } else if (operation instanceof Settle settle) {
            settlements.settle(statements, settle, now);
        } else {
            care.run(statements, operation, now);
        }
    }

    /** The connection that it writes on, opened if it is not. */
    Statements connected() throws SQLException {
        Statements statements = open;
        if (statements == null) {
            statements = new Statements(database.connect());
            open = statements;
            try (Statement pragma = statements.connection().createStatement()) {
                pragma.execute("PRAGMA wal_autocheckpoint = " + PAGES_UNTIL_CHECKPOINT);
            }
        }
        return statements;
    }

    /** What fails for want of room has often ended the transaction already. */
    private void takeBack(Statements statements) {
        try {
            statements.forget();
            Sql.update(statements.connection(), "ROLLBACK");
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
