package io.fluxgateway.jdbc;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.jdbc.KeyCache.Versioned;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** API keys as rows of the table {@code api_key}. */
final class KeyRows {
    private static final String COLUMNS =
            "k.id, k.project, k.name, k.preview, k.created_at, k.revoked_at, k.replaced_at,"
                    + " k.expires_at, k.scopes, k.limit_per_minute, k.limit_burst, k.rev, k.digest";
    /** Begins a query of keys. */
    static final String SELECT = "SELECT " + COLUMNS + " FROM api_key k ";
    /** One statement, so one state of the database: the key and the revision it was read at. */
    static final String FIND =
            "SELECT " + COLUMNS + ", c.rev AS as_of FROM config_rev c LEFT JOIN api_key k ON k.digest = ?";

    private static final String INSERT = "INSERT INTO api_key (id, project, name, preview, created_at, revoked_at,"
            + " replaced_at, expires_at, scopes, limit_per_minute, limit_burst, rev, digest)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE =
            "UPDATE api_key SET revoked_at = ?, replaced_at = ?, expires_at = ?, rev = ? WHERE id = ?";
    private static final String BETWEEN_SCOPES = ",";

    private KeyRows() {}

    record Row(KeyDigest digest, Versioned versioned) {
        ApiKey key() {
            return versioned.key();
        }
    }

    static Row row(ResultSet rows) throws SQLException {
        KeyDigest digest = KeyDigest.ofBytes(rows.getBytes("digest"));
        return new Row(digest, new Versioned(key(rows), rows.getLong("rev")));
    }

    static Optional<Row> first(Connection connection, String query, Object... values) throws SQLException {
        return all(connection, query, values).stream().findFirst();
    }

    static List<Row> all(Connection connection, String query, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, query, values);
                ResultSet rows = statement.executeQuery()) {
            List<Row> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row(rows));
            }
            return all;
        }
    }

    static Row insert(Connection connection, ApiKey key, KeyDigest digest, long rev) throws SQLException {
        Quota quota = key.quota();
        try (PreparedStatement statement = prepare(
                connection,
                INSERT,
                key.id(),
                key.project(),
                key.name(),
                key.preview(),
                key.createdAt().toEpochMilli(),
                millis(key.revokedAt()),
                millis(key.replacedAt()),
                millis(key.expiresAt()),
                key.scopes().isEmpty() ? null : String.join(BETWEEN_SCOPES, key.scopes()),
                quota == null ? null : quota.perMinute(),
                quota == null ? null : quota.burst(),
                rev,
                digest.toBytes())) {
            statement.executeUpdate();
        }
        return new Row(digest, new Versioned(key, rev));
    }

    /** Stores how a key has ended, or will. */
    static Row update(Connection connection, ApiKey key, KeyDigest digest, long rev) throws SQLException {
        try (PreparedStatement statement = prepare(
                connection,
                UPDATE,
                millis(key.revokedAt()),
                millis(key.replacedAt()),
                millis(key.expiresAt()),
                rev,
                key.id())) {
            statement.executeUpdate();
        }
        return new Row(digest, new Versioned(key, rev));
    }

    static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
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

    private static ApiKey key(ResultSet rows) throws SQLException {
        return new ApiKey(
                rows.getString("id"),
                rows.getString("project"),
                rows.getString("name"),
                rows.getString("preview"),
                Instant.ofEpochMilli(rows.getLong("created_at")),
                instant(rows, "revoked_at"),
                instant(rows, "replaced_at"),
                new KeyTerms(instant(rows, "expires_at"), scopes(rows.getString("scopes")), quota(rows)));
    }

    /** The limit of the row that a result set is at; null if it has none. */
    static @Nullable Quota quota(ResultSet rows) throws SQLException {
        long perMinute = rows.getLong("limit_per_minute");
        return rows.wasNull() ? null : new Quota(perMinute, rows.getLong("limit_burst"));
    }

    private static Set<String> scopes(@Nullable String text) {
        return text == null ? Set.of() : new LinkedHashSet<>(List.of(text.split(BETWEEN_SCOPES, -1)));
    }

    private static @Nullable Instant instant(ResultSet rows, String column) throws SQLException {
        long millis = rows.getLong(column);
        return rows.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
