package io.fluxgateway.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** The database in a state folder. */
record SqliteFile(Path folder) implements TestDatabase {
    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("flux.db"));
    }

    @Override
    public StoreBuilder<?> options() {
        return SqliteStore.at(folder);
    }

    @Override
    public Database connections() {
        SqliteStore.open(folder).close();
        SqliteDatabase database = new SqliteDatabase(
                folder.resolve("flux.db"), SqliteStore.at(folder).pollInterval(Duration.ofMillis(20)));
        long unused = database.initialize(Migrations.shipped(), Revision::read);
        return database;
    }

    @Override
    public String name() {
        return folder.resolve("flux.db").toString();
    }
}
