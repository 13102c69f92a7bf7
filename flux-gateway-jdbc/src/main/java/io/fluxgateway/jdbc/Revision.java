package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The number that each change of a key or a setting counts up, in the transaction that makes the change. */
final class Revision {
    private Revision() {}

    static long read(Connection connection) throws SQLException {
        return single(connection, "SELECT rev FROM config_rev");
    }

    /** Counts up; the result belongs into the rows that the transaction changes. */
    static long next(Connection connection) throws SQLException {
        return single(connection, "UPDATE config_rev SET rev = rev + 1 RETURNING rev");
    }

    private static long single(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("the table config_rev is empty");
            }
            return row.getLong(1);
        }
    }
}
