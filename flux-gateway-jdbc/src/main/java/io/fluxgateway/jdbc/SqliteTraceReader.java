package io.fluxgateway.jdbc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the traces and log lines that a {@link SqliteTraceStore} recorded, in this process or in another one. Changes
 * none and forgets none. Reading throws {@link StoreException} if the file cannot be read. Thread-safe.
 */
public sealed class SqliteTraceReader extends TraceReader permits SqliteTraceStore {
    private static final long MAX_JOURNAL_BYTES = 64L << 20;
    private static final int READERS = 2;

    SqliteTraceReader(StateFolder folder) {
        super(opened(folder), null);
    }

    private static Database opened(StateFolder folder) {
        Path file = folder.traces();
        NativeLibrary.load(folder);
        SqliteDatabase database =
                SqliteDatabase.lax(file, SqliteTraceStoreBuilder.DEFAULT_BUSY_TIMEOUT, MAX_JOURNAL_BYTES, READERS);
        try {
            var unused = database.initialize(Migrations.ofTraces(), connection -> file);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Opens what is in a folder. Makes no file.
     *
     * @throws StoreException if nothing was recorded there, or the file is damaged, of a newer version or of another
     *     program
     */
    public static SqliteTraceReader openExisting(Path stateDir) {
        return new SqliteTraceReader(StateFolder.withTraces(stateDir));
    }

    @Override
    final SortedMap<String, List<Long>> find(TraceTable table, byte[] lowest, byte[] highest, int most) {
        SortedMap<String, List<Long>> found = new TreeMap<>();
        for (TraceTable.Found row : database().read(connection -> table.find(connection, lowest, highest))) {
            found.computeIfAbsent(HexFormat.of().formatHex(row.id()), id -> new ArrayList<>())
                    .add(row.seq());
            if (found.size() > most) {
                found.remove(found.lastKey());
            }
        }
        return found;
    }
}
