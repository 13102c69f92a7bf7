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

    /** Two who write without a pause may starve each other for longer than the usual time limit. */
    @Override
    public SqliteStoreBuilder options() {
        return SqliteStore.at(folder).busyTimeout(Duration.ofMinutes(1));
    }

    @Override
    public Database connections() {
        options().open().close();
        SqliteDatabase database =
                new SqliteDatabase(folder.resolve("flux.db"), options().pollInterval(Duration.ofMillis(20)));
        long unused = database.initialize(Migrations.shipped(), Revision::read);
        return database;
    }

    @Override
    public String name() {
        return folder.resolve("flux.db").toString();
    }
}
