package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Claim.Lane;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Submission;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An invocation as it is stored.
 *
 * @param lane    kind and function
 * @param params  JSON
 * @param headers JSON
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
record QueueRow(
        String id,
        String requestId,
        String lane,
        String keyId,
        long delayMillis,
        String path,
        @Nullable String query,
        byte[] params,
        byte[] headers,
        @Nullable String callback,
        byte[] body) {
    private static final byte[] EMPTY = {};

    static QueueRow of(Submission submission) {
        Invocation invocation = submission.invocation();
        return new QueueRow(
                invocation.id(),
                invocation.requestId(),
                lane(Lane.of(invocation)),
                invocation.keyId(),
                submission.delay().toMillis(),
                invocation.path(),
                invocation.query(),
                invocation.params().isEmpty() ? EMPTY : Json.write(invocation.params()),
                invocation.headers().isEmpty() ? EMPTY : Json.write(invocation.headers()),
                invocation.callback() == null ? null : invocation.callback().toString(),
                invocation.body());
    }

    static String lane(Lane lane) {
        return lane(lane.kind(), lane.function());
    }

    static String lane(Kind kind, String function) {
        return kind.name() + ' ' + function;
    }

    static Lane lane(String text) {
        int space = text.indexOf(' ');
        return new Lane(Kind.valueOf(text.substring(0, space)), text.substring(space + 1));
    }

    /** Reads the columns of both tables by their names. */
    static Invocation read(ResultSet row, boolean withBody) throws SQLException {
        Lane lane = lane(row.getString("lane"));
        byte[] params = row.getBytes("params");
        String callback = row.getString("callback");
        return new Invocation(
                row.getString("id"),
                row.getString("request_id"),
                lane.kind(),
                lane.function(),
                row.getString("key_id"),
                row.getString("path"),
                row.getString("query"),
                params.length == 0 ? Map.of() : Json.readStrings(params),
                Json.readHeaders(row.getBytes("headers")),
                withBody ? row.getBytes("body") : EMPTY,
                callback == null ? null : URI.create(callback));
    }

    /** Reads an invocation that was leased just now. */
    static Lease readLease(ResultSet row, String worker) throws SQLException {
        int attempts = row.getInt("attempts");
        return new Lease(read(row, true), worker, attempts, attempts - row.getInt("attempts_before_series"));
    }

    long bytes() {
        return (long) body.length + headers.length + params.length;
    }
}
