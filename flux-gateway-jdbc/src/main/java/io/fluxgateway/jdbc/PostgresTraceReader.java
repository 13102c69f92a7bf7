package io.fluxgateway.jdbc;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the traces and log lines of one project that {@link PostgresTraceStore}s recorded, on any node. Another project's are
 * never seen. What is committed later has a higher number, whichever node wrote it. Thread-safe.
 *
 * @see PostgresTraceStoreBuilder#openExisting
 */
public sealed class PostgresTraceReader extends TraceReader permits PostgresTraceStore {
    static final int READERS = 2;

    private final String project;

    PostgresTraceReader(PostgresDatabase database, String project) {
        super(database, project);
        this.project = project;
    }

    static PostgresTraceReader openExisting(PostgresTraceStoreBuilder options) {
        PostgresUrl url = options.url();
        PostgresDatabase database = new PostgresDatabase(url, READERS);
        try {
            boolean any = database.initialize(
                    connection -> PostgresMigrations.ofTraces().isDone(connection, url));
            if (!any) {
                throw new StoreException("nothing was recorded so far in the " + url, null);
            }
            return new PostgresTraceReader(database, options.project());
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    @Override
    final SortedMap<String, List<Long>> find(TraceTable table, byte[] lowest, byte[] highest, int most) {
        String sql = "SELECT one.id, one.seq FROM (SELECT DISTINCT id FROM " + table
                + " WHERE project = ? AND id BETWEEN ? AND ? ORDER BY id LIMIT ?) AS wanted CROSS JOIN LATERAL"
                + " (SELECT id, seq FROM " + table + " WHERE project = ? AND id = wanted.id ORDER BY seq LIMIT "
                + MOST_OF_A_TRACE + ") AS one ORDER BY one.seq";
        SortedMap<String, List<Long>> found = new TreeMap<>();
        database()
                .read(connection -> Sql.all(
                        connection,
                        sql,
                        row -> new TraceTable.Found(row.getLong("seq"), row.getBytes("id")),
                        project,
                        lowest,
                        highest,
                        most,
                        project))
                .forEach(row -> found.computeIfAbsent(HexFormat.of().formatHex(row.id()), id -> new ArrayList<>())
                        .add(row.seq()));
        return found;
    }
}
