package io.fluxgateway.jdbc;

import io.fluxgateway.exchange.Quota;
import io.fluxgateway.exchange.WebhookSecret;
import io.fluxgateway.project.CallbackSettings;
import io.fluxgateway.project.JwtSettings;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.TraceSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of a project as a row of the table {@code project}, which has all but the CORS origins. */
final class SettingsRow {
    /** Of a project {@code p}. */
    static final String COLUMNS = "p.plan, p.limit_per_minute, p.limit_burst, p.trace_sampling, p.trace_queries,"
            + " p.callback_origins, p.callback_private, p.callback_secret, p.callback_previous,"
            + " p.callback_previous_until, p.jwt_issuer, p.jwt_audience, p.jwt_algorithms, p.jwt_jwks, p.jwt_claims,"
            + " p.jwt_plan";

    private static final String STORE =
            "INSERT INTO project (name, plan, limit_per_minute, limit_burst, trace_sampling,"
                    + " trace_queries, callback_origins, callback_private, callback_secret, callback_previous,"
                    + " callback_previous_until, jwt_issuer, jwt_audience, jwt_algorithms, jwt_jwks, jwt_claims, jwt_plan)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (name) DO UPDATE SET plan = excluded.plan, limit_per_minute = excluded.limit_per_minute,"
                    + " limit_burst = excluded.limit_burst, trace_sampling = excluded.trace_sampling,"
                    + " trace_queries = excluded.trace_queries, callback_origins = excluded.callback_origins,"
                    + " callback_private = excluded.callback_private, callback_secret = excluded.callback_secret,"
                    + " callback_previous = excluded.callback_previous,"
                    + " callback_previous_until = excluded.callback_previous_until,"
                    + " jwt_issuer = excluded.jwt_issuer, jwt_audience = excluded.jwt_audience,"
                    + " jwt_algorithms = excluded.jwt_algorithms, jwt_jwks = excluded.jwt_jwks,"
                    + " jwt_claims = excluded.jwt_claims, jwt_plan = excluded.jwt_plan";
    private static final String SEPARATOR = " ";

    private SettingsRow() {}

    static ProjectSettings read(ResultSet row) throws SQLException {
        return new ProjectSettings(
                row.getString("plan"),
                KeyRows.quota(row),
                List.of(),
                new TraceSettings(row.getDouble("trace_sampling"), row.getBoolean("trace_queries")),
                callbacks(row),
                jwt(row));
    }

    private static @Nullable JwtSettings jwt(ResultSet row) throws SQLException {
        String issuer = row.getString("jwt_issuer");
        return issuer == null
                ? null
                : new JwtSettings(
                        issuer,
                        row.getString("jwt_audience"),
                        new LinkedHashSet<>(words(row.getString("jwt_algorithms"))),
                        row.getString("jwt_jwks"),
                        words(row.getString("jwt_claims")),
                        row.getString("jwt_plan"));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(SEPARATOR, -1));
    }

    private static CallbackSettings callbacks(ResultSet row) throws SQLException {
        String origins = row.getString("callback_origins");
        WebhookSecret secret = secret(row.getString("callback_secret"));
        WebhookSecret previous = secret(row.getString("callback_previous"));
        Instant until = Instant.ofEpochMilli(row.getLong("callback_previous_until"));
        return new CallbackSettings(
                words(origins),
                row.getBoolean("callback_private"),
                secret,
                previous == null ? null : new CallbackSettings.Previous(previous, until));
    }

    private static @Nullable WebhookSecret secret(@Nullable String text) {
        return text == null ? null : WebhookSecret.parse(text);
    }

    static void store(Connection connection, String project, ProjectSettings settings) throws SQLException {
        Quota limit = settings.limit();
        CallbackSettings callbacks = settings.callbacks();
        CallbackSettings.Previous previous = callbacks.previous();
        JwtSettings jwt = settings.jwt();
        try (PreparedStatement statement = KeyRows.prepare(
                connection,
                STORE,
                project,
                settings.plan(),
                limit == null ? null : limit.perMinute(),
                limit == null ? null : limit.burst(),
                settings.traces().sampling(),
                settings.traces().queries(),
                String.join(SEPARATOR, callbacks.origins()),
                callbacks.privateAddresses(),
                text(callbacks.secret()),
                text(previous == null ? null : previous.secret()),
                previous == null ? null : previous.until().toEpochMilli(),
                jwt == null ? null : jwt.issuer(),
                jwt == null ? null : jwt.audience(),
                jwt == null ? null : String.join(SEPARATOR, jwt.algorithms()),
                jwt == null ? null : jwt.jwks(),
                jwt == null ? null : String.join(SEPARATOR, jwt.claims()),
                jwt == null ? null : jwt.plan())) {
            statement.executeUpdate();
        }
    }

    private static @Nullable String text(@Nullable WebhookSecret secret) {
        return secret == null ? null : secret.reveal();
    }
}
