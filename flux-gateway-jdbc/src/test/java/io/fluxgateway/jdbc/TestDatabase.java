package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;

/** A database that stores are opened in, and what any other program can do in it. */
interface TestDatabase {
    /** A new connection of another program. */
    Connection connect() throws SQLException;

    /** What it is opened by; not opened yet. */
    StoreBuilder<?> options();

    /** The connections of a store in it, the tables being there. */
    Database connections();

    /** As messages name it. */
    String name();

    default Store open() {
        return options().open();
    }

    default Store open(Clock clock) {
        return options().clock(clock).open();
    }

    /** Each statement for itself, on one connection. */
    default void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    default String read(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
