package io.fluxgateway.jdbc;

import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, as it is stored: the columns {@code last_*}.
 *
 * @param durationNanos at least 0: where it is null in a row, there is no outcome
 * @param status        null if there was no response; so are the following then
 * @param headers       JSON
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
record OutcomeRow(
        long durationNanos,
        @Nullable String error,
        @Nullable String detail,
        @Nullable Integer status,
        @Nullable Integer truncated,
        byte @Nullable [] headers,
        byte @Nullable [] body) {
    private static final byte[] EMPTY = {};

    static OutcomeRow of(Outcome outcome) {
        Outcome.Response response = outcome.response();
        long nanos = outcome.duration().toNanos();
        if (response == null) {
            return new OutcomeRow(nanos, outcome.error(), outcome.detail(), null, null, null, null);
        }
        Headers headers = response.headers();
        return new OutcomeRow(
                nanos,
                outcome.error(),
                outcome.detail(),
                response.status(),
                response.truncated() ? 1 : 0,
                headers.isEmpty() ? EMPTY : Json.write(headers),
                response.body());
    }

    /** Reads the columns by their names; null if there is no outcome. */
    static @Nullable Outcome read(ResultSet row, boolean withBody) throws SQLException {
        long nanos = row.getLong("last_duration");
        if (row.wasNull()) {
            return null;
        }
        int status = row.getInt("last_status");
        Outcome.Response response = row.wasNull()
                ? null
                : new Outcome.Response(
                        status,
                        Json.readHeaders(row.getBytes("last_headers")),
                        withBody ? row.getBytes("last_body") : EMPTY,
                        row.getInt("last_truncated") != 0);
        return new Outcome(
                response, row.getString("last_error"), row.getString("last_detail"), Duration.ofNanos(nanos));
    }

    long bytes() {
        return (headers == null ? 0L : headers.length) + (body == null ? 0 : body.length);
    }
}
