package io.fluxgateway.jdbc;

import static io.fluxgateway.jdbc.KeyRows.SELECT;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.KeyStore;
import io.fluxgateway.jdbc.KeyCache.Loaded;
import io.fluxgateway.jdbc.KeyRows.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** API keys in a database. Written and listed in the database, found in a {@link KeyCache}. */
final class JdbcKeyStore implements KeyStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcKeyStore.class);

    private static final String NOT_OVER =
            " AND k.revoked_at IS NULL" + " AND (k.replaced_at IS NULL OR k.expires_at IS NULL OR k.expires_at > ?)";
    private static final String LIST = SELECT + "WHERE k.project = ?" + NOT_OVER + " ORDER BY k.created_at, k.number";
    private static final String OF_NAME = SELECT + "WHERE k.project = ? AND k.name = ?" + NOT_OVER;
    private static final String BEARER =
            SELECT + "WHERE k.project = ? AND k.name = ? AND k.revoked_at IS NULL AND k.replaced_at IS NULL";
    private static final String CHANGED = SELECT + "WHERE k.rev > ?";
    private static final String SAME = SELECT + "WHERE k.id = ? OR k.digest = ?";
    private static final String USED =
            "SELECT k.id, u.used_at FROM api_key k LEFT JOIN api_key_use u ON u.key_id = k.id"
                    + " WHERE k.project = ? AND k.revoked_at IS NULL";

    private final Database database;
    private final Clock clock;
    private final KeyCache cache;
    private final KeyUses uses;

    JdbcKeyStore(Database database, StoreBuilder<?> options, Executor loads) {
        this.database = database;
        this.clock = options.clock();
        this.cache = new KeyCache(options.maxCachedKeys(), options.maxCachedUnknownKeys(), this::load, loads);
        this.uses = new KeyUses(database, clock, KeyUses.INTERVAL, options.maxCachedKeys());
    }

    @Override
    public boolean isWarm(KeyDigest digest) {
        return cache.isWarm(digest);
    }

    @Override
    public CompletionStage<@Nullable ApiKey> find(KeyDigest digest) {
        return cache.find(digest);
    }

    @Override
    public void used(ApiKey key) {
        uses.note(key.id());
    }

    @Override
    public List<ApiKey> list(String project) {
        return database.read(connection -> KeyRows.all(connection, LIST, project, clock.millis())).stream()
                .map(Row::key)
                .toList();
    }

    @Override
    public Map<String, Instant> lastUsed(String project) {
        return database.read(connection -> {
            Map<String, Long> pending = uses.pending();
            Map<String, Instant> used = new HashMap<>();
            try (PreparedStatement statement = KeyRows.prepare(connection, USED, project);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    long at = Math.max(rows.getLong(2), pending.getOrDefault(rows.getString(1), 0L));
                    if (at > 0) {
                        used.put(rows.getString(1), Instant.ofEpochMilli(at));
                    }
                }
            }
            return used;
        });
    }

    @Override
    public void add(ApiKey key, KeyDigest digest) throws KeyNameTakenException {
        List<Row> added = database.write(connection -> {
            requireNew(connection, key, digest);
            if (!key.isRevoked()
                    && !key.isReplaced()
                    && bearer(connection, key.project(), key.name()).isPresent()) {
                return List.of();
            }
            return List.of(KeyRows.insert(connection, key, digest, Revision.next(connection)));
        });
        if (added.isEmpty()) {
            throw new KeyNameTakenException(key.project(), key.name());
        }
        changed(added);
    }

    @Override
    public boolean replace(String predecessorId, ApiKey successor, KeyDigest digest, Instant until) {
        List<Row> rows = database.write(connection -> {
            requireNew(connection, successor, digest);
            Optional<Row> bearer = bearer(connection, successor.project(), successor.name());
            if (bearer.isEmpty() || !bearer.get().key().id().equals(predecessorId)) {
                return List.of();
            }
            long rev = Revision.next(connection);
            List<Row> all = change(
                    connection,
                    successor.project(),
                    successor.name(),
                    rev,
                    key -> key.replaced(successor.createdAt(), until));
            all.add(KeyRows.insert(connection, successor, digest, rev));
            return all;
        });
        changed(rows);
        return !rows.isEmpty();
    }

    @Override
    public boolean revoke(String project, String name) {
        List<Row> revoked = database.write(connection -> {
            if (bearer(connection, project, name).isEmpty()) {
                return List.of();
            }
            Instant now = Instant.ofEpochMilli(clock.millis());
            return change(connection, project, name, Revision.next(connection), key -> key.revoked(now));
        });
        changed(revoked);
        return !revoked.isEmpty();
    }

    /** Changes all keys of a name that have not ended. */
    private List<Row> change(Connection connection, String project, String name, long rev, UnaryOperator<ApiKey> change)
            throws SQLException {
        List<Row> changed = new ArrayList<>();
        for (Row row : KeyRows.all(connection, OF_NAME, project, name, clock.millis())) {
            changed.add(KeyRows.update(connection, change.apply(row.key()), row.digest(), rev));
        }
        return changed;
    }

    private static void requireNew(Connection connection, ApiKey key, KeyDigest digest) throws SQLException {
        if (KeyRows.first(connection, SAME, key.id(), digest.toBytes()).isPresent()) {
            throw new IllegalArgumentException("key " + key.preview() + ": it is in the store already");
        }
    }

    /** The key that has the name now. */
    private static Optional<Row> bearer(Connection connection, String project, String name) throws SQLException {
        return KeyRows.first(connection, BEARER, project, name);
    }

    /** Takes over what any process changed since a revision, up to another one. */
    void refresh(Connection connection, long since, long upTo) throws SQLException {
        if (upTo < since) {
            cache.reset(upTo);
            return;
        }
        cache.raise(upTo);
        try (PreparedStatement statement = KeyRows.prepare(connection, CHANGED, since);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Row row = KeyRows.row(rows);
                cache.apply(row.digest(), row.versioned());
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("an API key was edited by hand and is not valid any more: {}", e.getMessage());
            cache.clear();
        }
    }

    /** Comes before the database is closed. */
    void close() {
        uses.close();
        cache.close();
    }

    private void changed(List<Row> rows) {
        rows.forEach(row -> cache.raise(row.versioned().rev()));
        rows.forEach(row -> cache.apply(row.digest(), row.versioned()));
    }

    private Loaded load(KeyDigest digest) {
        return database.read(connection -> {
            try (PreparedStatement statement = KeyRows.prepare(connection, KeyRows.FIND, digest.toBytes());
                    ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("the table config_rev is empty");
                }
                boolean found = rows.getString("id") != null;
                return new Loaded(found ? KeyRows.row(rows).versioned() : null, rows.getLong("as_of"));
            }
        });
    }
}
