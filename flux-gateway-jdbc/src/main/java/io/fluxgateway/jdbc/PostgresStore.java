package io.fluxgateway.jdbc;

/**
 * A store in a PostgreSQL database, 14 or later, for any number of nodes. It has a schema of its own there, {@code flux}, or
 * the one that the URL names ({@code ?currentSchema=NAME}). Needs the driver, {@code org.postgresql:postgresql}.
 *
 * <p>What another node changes is seen some milliseconds later ({@code LISTEN}), and at the latest after
 * {@link PostgresStoreBuilder#resyncInterval} if a notification is lost. Connections that broke are replaced without an
 * error. Connects to the server directly or through a pooler in session mode: {@code LISTEN} needs a session.
 */
public final class PostgresStore extends Store {
    private PostgresStore(PostgresDatabase database, long rev, PostgresStoreBuilder options) {
        super(database, rev, options, () -> PostgresQueueStorage.open(database));
    }

    /**
     * Opens the store in a database; makes schema and tables as needed. Several processes may do so at once.
     *
     * @param jdbcUrl {@code jdbc:postgresql://HOST[:PORT]/DATABASE[?user=...&password=...&...]}, with the parameters of the
     *     driver; what it says of {@code connectTimeout} (here 5 s by default), {@code socketTimeout} (10 s) and
     *     {@code tcpKeepAlive} (true) holds
     * @throws IllegalArgumentException if it is no such URL; the message shows no credentials
     * @throws StoreException if the database cannot be used, is of a newer version or of another program, or the driver is
     *     missing; the message shows no password
     */
    public static PostgresStore open(String jdbcUrl) {
        return at(jdbcUrl).open();
    }

    /**
     * Opens the store with other limits than the defaults.
     *
     * @throws IllegalArgumentException as {@link #open(String)} does
     * @throws StoreException           if the driver is missing
     */
    public static PostgresStoreBuilder at(String jdbcUrl) {
        return new PostgresStoreBuilder(PostgresUrl.parse(jdbcUrl));
    }

    static PostgresStore open(PostgresStoreBuilder options) {
        PostgresDatabase database = new PostgresDatabase(options);
        try {
            long rev = database.initialize(PostgresMigrations.shipped(), Revision::read);
            return new PostgresStore(database, rev, options);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }
}
