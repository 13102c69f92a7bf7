package io.fluxgateway.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A new schema, on one PostgreSQL server for all tests of a JVM. */
record PostgresSchema(String schema) implements TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Started when it is first asked for, stopped at the end of the JVM. */
    private static final class Shared {
        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    PostgresSchema() {
        this("test_" + NUMBER.incrementAndGet());
    }

    /** The URL of a database on the shared server, for its superuser. */
    static String url(String database) {
        return Shared.SERVER.getJdbcUrl("postgres", database);
    }

    static int port() {
        return Shared.SERVER.getPort();
    }

    String url() {
        return url("postgres") + "&currentSchema=" + schema;
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    @Override
    public PostgresStoreBuilder options() {
        return PostgresStore.at(url());
    }

    @Override
    public Database connections() {
        PostgresDatabase database = new PostgresDatabase(options());
        long unused = database.initialize(PostgresMigrations.shipped(), Revision::read);
        return database;
    }

    @Override
    public String name() {
        return "PostgreSQL database \"postgres\" at localhost:" + port();
    }
}
