package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When keys were used last: noted in memory, written a while later with all that were used meanwhile. Of each key only the
 * first use since the last writing is noted, so what is stored may lag by the interval.
 *
 * <p>No revision is raised: nobody has to read anything anew because a key was used. Thread-safe; noting neither blocks nor,
 * once a key is known, allocates.
 */
final class KeyUses implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);
    private static final String STORE = "INSERT INTO api_key_use (key_id, used_at) VALUES (?, ?) ON CONFLICT (key_id)"
            + " DO UPDATE SET used_at = excluded.used_at WHERE excluded.used_at > api_key_use.used_at";
    private static final long UNUSED = 0;
    /** Of an entry that is about to leave the map: what is noted in it would be lost. */
    private static final long GONE = -1;

    /** By key: milliseconds since 1970 of the first use since the last writing. */
    private final ConcurrentMap<String, AtomicLong> noted = new ConcurrentHashMap<>();

    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor writer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "flux-key-use");
        thread.setDaemon(true);
        return thread;
    });
    private final Database database;
    private final Clock clock;
    private final Duration interval;
    private final int maxNoted;

    /**
     * @param interval least time from one writing to the next
     * @param maxNoted most keys of which a use is noted between two writings
     */
    KeyUses(Database database, Clock clock, Duration interval, int maxNoted) {
        this.database = database;
        this.clock = clock;
        this.interval = interval;
        this.maxNoted = maxNoted;
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Notes that a key is used now. */
    void note(String keyId) {
        AtomicLong use = noted.get(keyId);
        if (use == null || use.get() <= UNUSED) {
            noteFirst(keyId);
        }
    }

    private void noteFirst(String keyId) {
        while (noted.size() < maxNoted || noted.containsKey(keyId)) {
            AtomicLong use = noted.computeIfAbsent(keyId, id -> new AtomicLong());
            if (use.compareAndSet(UNUSED, clock.millis())) {
                writeLater();
                return;
            }
            if (use.get() != GONE) {
                return; // another thread was faster
            }
            noted.remove(keyId, use);
        }
    }

    /** What is noted and not written yet, by key. */
    Map<String, Long> pending() {
        Map<String, Long> pending = new HashMap<>();
        noted.forEach((id, use) -> {
            long at = use.get();
            if (at > UNUSED) {
                pending.put(id, at);
            }
        });
        return pending;
    }

    private void writeLater() {
        if (due.compareAndSet(false, true)) {
            try {
                var unused = writer.schedule(this::writeNow, interval.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("a use of a key is not stored: the store was closed", e);
            }
        }
    }

    private void writeNow() {
        due.set(false); // before reading: a use from here on is written again
        write();
    }

    /** Writes what was noted; on failure it is kept and tried again. */
    synchronized void write() {
        Map<String, Long> batch = take();
        if (batch.isEmpty()) {
            return;
        }
        try {
            var unused = database.write(connection -> store(connection, batch));
        } catch (StoreException e) {
            LOG.warn("when {} API keys were used last is not stored for now: {}", batch.size(), e.getMessage());
            batch.forEach((id, at) ->
                    noted.computeIfAbsent(id, key -> new AtomicLong()).compareAndSet(UNUSED, at));
            writeLater();
        }
    }

    /** Forgets keys that were not used at all since the last writing. */
    private Map<String, Long> take() {
        Map<String, Long> batch = new HashMap<>();
        noted.forEach((id, use) -> {
            if (use.compareAndSet(UNUSED, GONE)) {
                noted.remove(id, use);
            } else {
                batch.put(id, use.getAndSet(UNUSED));
            }
        });
        return batch;
    }

    private static int store(Connection connection, Map<String, Long> batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORE)) {
            for (Map.Entry<String, Long> use : batch.entrySet()) {
                statement.setString(1, use.getKey());
                statement.setLong(2, use.getValue());
                statement.addBatch();
            }
            return statement.executeBatch().length;
        }
    }

    /** Writes what was noted so far. */
    @Override
    public void close() {
        writer.shutdown();
        write();
    }
}
