package io.fluxgateway.jdbc;

import java.nio.file.Path;

/** A store in one SQLite file, {@code flux.db} in a state folder. */
public final class SqliteStore extends Store {
    private final Path file;

    private SqliteStore(Path file, SqliteDatabase database, long rev, SqliteStoreBuilder options) {
        super(database, rev, options);
        this.file = file;
    }

    /**
     * Opens the store in a folder; makes folder, file and tables as needed, for the owner only where the file system
     * knows such a thing. Several processes may do so at once.
     *
     * @throws StoreException if the folder cannot be used, or the file is damaged, of a newer version or of another program
     */
    public static SqliteStore open(Path stateDir) {
        return at(stateDir).open();
    }

    /** Opens the store with other limits than the defaults. */
    public static SqliteStoreBuilder at(Path stateDir) {
        return new SqliteStoreBuilder(stateDir);
    }

    static SqliteStore open(SqliteStoreBuilder options) {
        StateFolder folder = StateFolder.prepare(options.stateDir());
        NativeLibrary.load(folder);
        Path file = folder.database();
        SqliteDatabase database = new SqliteDatabase(file, options);
        try {
            long rev = database.initialize(Migrations.shipped(), Revision::read);
            return new SqliteStore(file, database, rev, options);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** The database file. */
    public Path file() {
        return file;
    }
}
