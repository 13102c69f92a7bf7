package io.fluxgateway.jdbc;

import io.fluxgateway.jdbc.Sql.Reader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection whose statements are prepared once. There must be few of them. Not thread-safe. */
final class Statements implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Runs a statement; how many rows it changed. */
    int update(String sql, @Nullable Object... arguments) throws SQLException {
        return statement(sql, arguments).executeUpdate();
    }

    /** The rows of a query. */
    <T> List<T> all(String sql, Reader<T> reader, @Nullable Object... arguments) throws SQLException {
        try (ResultSet rows = statement(sql, arguments).executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return all;
        }
    }

    /** The first row of a query, if it has any. */
    <T> Optional<T> first(String sql, Reader<T> reader, @Nullable Object... arguments) throws SQLException {
        try (ResultSet rows = statement(sql, arguments).executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }

    /** A statement with its arguments; to be executed at once, and not to be closed. */
    PreparedStatement statement(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    /** Prepares all anew: one that failed fails the next time too in SQLite's driver, with an error that says nothing. */
    void forget() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    @Override
    public void close() {
        Database.closeQuietly(connection); // and with it the statements
    }
}
