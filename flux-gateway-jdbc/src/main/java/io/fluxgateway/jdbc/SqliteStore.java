package io.fluxgateway.jdbc;

import java.nio.file.Path;

/**
 * A store in SQLite files in a state folder: {@code flux.db}, and {@code queue.db} once a queue is opened.
 */
public final class SqliteStore extends Store {
    private final Path file;

    private SqliteStore(StateFolder folder, SqliteDatabase database, long rev, SqliteStoreBuilder options) {
        super(database, rev, options, () -> SqliteQueueStorage.open(folder, options));
        this.file = folder.database();
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

    /**
     * Whether no queue was ever opened in a folder: who only looks need not open one, which would make its file. Makes
     * nothing itself. False if that cannot be told; then opening tells why.
     */
    public static boolean lacksQueue(Path stateDir) {
        return StateFolder.lacksQueue(stateDir);
    }

    static SqliteStore open(SqliteStoreBuilder options) {
        StateFolder folder = StateFolder.prepare(options.stateDir());
        NativeLibrary.load(folder);
        SqliteDatabase database = new SqliteDatabase(folder.database(), options);
        try {
            long rev = database.initialize(Migrations.shipped(), Revision::read);
            return new SqliteStore(folder, database, rev, options);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** The database file with keys, settings and deployments. */
    public Path file() {
        return file;
    }
}
