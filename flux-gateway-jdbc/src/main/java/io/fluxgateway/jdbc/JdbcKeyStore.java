package io.fluxgateway.jdbc;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.KeyStore;
import io.fluxgateway.jdbc.KeyCache.Loaded;
import io.fluxgateway.jdbc.KeyCache.Versioned;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** API keys in a database. Written and listed in the database, found in a {@link KeyCache}. */
final class JdbcKeyStore implements KeyStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcKeyStore.class);
    private static final String COLUMNS =
            " k.id, k.project, k.name, k.preview, k.created_at, k.revoked_at, k.rev, k.digest ";
    /** One statement, so one state of the database: the key and the revision it was read at. */
    private static final String FIND =
            "SELECT" + COLUMNS + ", c.rev AS as_of FROM config_rev c LEFT JOIN api_key k ON k.digest = ?";

    private static final String LIST = "SELECT" + COLUMNS
            + "FROM api_key k WHERE k.project = ? AND k.revoked_at IS NULL ORDER BY k.created_at, k.number";
    private static final String CHANGED = "SELECT" + COLUMNS + "FROM api_key k WHERE k.rev > ?";
    private static final String WORKING =
            "SELECT" + COLUMNS + "FROM api_key k WHERE k.project = ? AND k.name = ? AND k.revoked_at IS NULL";
    private static final String SAME = "SELECT" + COLUMNS + "FROM api_key k WHERE k.id = ? OR k.digest = ?";
    private static final String INSERT = "INSERT INTO api_key"
            + " (id, project, name, preview, created_at, revoked_at, rev, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String REVOKE = "UPDATE api_key SET revoked_at = ?, rev = ? WHERE id = ?";

    private final Database database;
    private final Clock clock;
    private final KeyCache cache;

    JdbcKeyStore(Database database, StoreBuilder<?> options, Executor loads) {
        this.database = database;
        this.clock = options.clock();
        this.cache = new KeyCache(options.maxCachedKeys(), options.maxCachedUnknownKeys(), this::load, loads);
    }

    @Override
    public CompletionStage<@Nullable ApiKey> find(KeyDigest digest) {
        return cache.find(digest);
    }

    @Override
    public List<ApiKey> list(String project) {
        return database.read(connection -> {
            try (PreparedStatement statement = prepare(connection, LIST, project);
                    ResultSet rows = statement.executeQuery()) {
                List<ApiKey> keys = new ArrayList<>();
                while (rows.next()) {
                    keys.add(key(rows));
                }
                return keys;
            }
        });
    }

    @Override
    public void add(ApiKey key, KeyDigest digest) throws KeyNameTakenException {
        long rev = database.write(connection -> {
            if (first(connection, SAME, key.id(), digest.toBytes()).isPresent()) {
                throw new IllegalArgumentException("key " + key.preview() + ": it is in the store already");
            }
            if (!key.isRevoked()
                    && first(connection, WORKING, key.project(), key.name()).isPresent()) {
                return 0L;
            }
            long next = Revision.next(connection);
            insert(connection, key, digest, next);
            return next;
        });
        if (rev == 0) {
            throw new KeyNameTakenException(key.project(), key.name());
        }
        changed(digest, new Versioned(key, rev));
    }

    @Override
    public boolean revoke(String project, String name) {
        Optional<Row> revoked = database.write(connection -> {
            Optional<Row> working = first(connection, WORKING, project, name);
            return working.isEmpty() ? working : Optional.of(revoke(connection, working.get()));
        });
        revoked.ifPresent(row -> changed(row.digest, row.versioned));
        return revoked.isPresent();
    }

    private Row revoke(Connection connection, Row working) throws SQLException {
        long now = clock.millis();
        long rev = Revision.next(connection);
        ApiKey key = working.versioned.key();
        try (PreparedStatement statement = prepare(connection, REVOKE, now, rev, key.id())) {
            statement.executeUpdate();
        }
        ApiKey revoked = new ApiKey(
                key.id(), key.project(), key.name(), key.preview(), key.createdAt(), Instant.ofEpochMilli(now));
        return new Row(working.digest, new Versioned(revoked, rev));
    }

    /** Takes over what any process changed since a revision, up to another one. */
    void refresh(Connection connection, long since, long upTo) throws SQLException {
        if (upTo < since) {
            cache.reset(upTo);
            return;
        }
        cache.raise(upTo);
        try (PreparedStatement statement = prepare(connection, CHANGED, since);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Row row = row(rows);
                cache.apply(row.digest, row.versioned);
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("an API key was edited by hand and is not valid any more: {}", e.getMessage());
            cache.clear();
        }
    }

    void close() {
        cache.close();
    }

    private void changed(KeyDigest digest, Versioned key) {
        cache.raise(key.rev());
        cache.apply(digest, key);
    }

    private Loaded load(KeyDigest digest) {
        return database.read(connection -> {
            try (PreparedStatement statement = prepare(connection, FIND, digest.toBytes());
                    ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("the table config_rev is empty");
                }
                boolean found = rows.getString("id") != null;
                return new Loaded(found ? row(rows).versioned : null, rows.getLong("as_of"));
            }
        });
    }

    private static void insert(Connection connection, ApiKey key, KeyDigest digest, long rev) throws SQLException {
        Instant revokedAt = key.revokedAt();
        try (PreparedStatement statement = prepare(
                connection,
                INSERT,
                key.id(),
                key.project(),
                key.name(),
                key.preview(),
                key.createdAt().toEpochMilli(),
                revokedAt == null ? null : revokedAt.toEpochMilli(),
                rev,
                digest.toBytes())) {
            statement.executeUpdate();
        }
    }

    private record Row(KeyDigest digest, Versioned versioned) {}

    private static Optional<Row> first(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(row(rows)) : Optional.empty();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == null) {
                statement.setNull(i + 1, Types.NULL);
            } else if (value instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                statement.setObject(i + 1, value);
            }
        }
        return statement;
    }

    private static Row row(ResultSet rows) throws SQLException {
        KeyDigest digest = KeyDigest.ofBytes(rows.getBytes("digest"));
        return new Row(digest, new Versioned(key(rows), rows.getLong("rev")));
    }

    private static ApiKey key(ResultSet rows) throws SQLException {
        long revokedAt = rows.getLong("revoked_at");
        boolean revoked = !rows.wasNull();
        return new ApiKey(
                rows.getString("id"),
                rows.getString("project"),
                rows.getString("name"),
                rows.getString("preview"),
                Instant.ofEpochMilli(rows.getLong("created_at")),
                revoked ? Instant.ofEpochMilli(revokedAt) : null);
    }
}
