package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.Store;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteQueueCrashAcceptanceTest extends QueueCrashCases {
    @Override
    String database() {
        return temporary.resolve("state").toString();
    }

    @Override
    boolean canBeWritten() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + temporary.resolve("state/queue.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            statement.execute("BEGIN IMMEDIATE");
            return true;
        } catch (SQLiteException e) {
            assertThat(e.getResultCode()).isEqualTo(SQLiteErrorCode.SQLITE_BUSY);
            return false;
        }
    }

    @Override
    Store open() {
        return SqliteStore.open(temporary.resolve("state"));
    }
}
