package io.fluxgateway.jdbc;

import java.sql.SQLException;
import java.time.Duration;

class PostgresQueueTest extends JdbcQueueCases {
    private final PostgresSchema database = new PostgresSchema();

    @Override
    TestDatabase database() {
        return database;
    }

    @Override
    Store openStore() {
        return database().open();
    }

    @Override
    String place() {
        return database.url();
    }

    @Override
    String read(String query) throws SQLException {
        return database.read(query);
    }

    /** The server's clock cannot be set: all that it ever told is put back instead. */
    @Override
    protected void pass(Duration time) throws SQLException {
        database.execute(
                "UPDATE invocation SET accepted_at = accepted_at - " + time.toMillis() + ", due_at = due_at - "
                        + time.toMillis() + ", due_set_at = due_set_at - " + time.toMillis()
                        + ", ended_at = ended_at - " + time.toMillis(),
                "UPDATE idempotency SET expires_at = expires_at - " + time.toMillis());
    }
}
