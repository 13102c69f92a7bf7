package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Claim;
import io.fluxgateway.invocation.Lease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Claims in PostgreSQL: the server goes from lane to lane and from key to key, as {@link SqliteClaims} does. For one thread. */
final class PostgresClaims {
    private static final String CLAIM = "SELECT * FROM claim_invocations(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final String project;
    private final QueueTurns turns = new QueueTurns();

    PostgresClaims(String project) {
        this.project = project;
    }

    List<Lease> claim(Statements statements, Claim claim) throws SQLException {
        List<Map.Entry<String, String>> looked = List.copyOf(turns.keys().entrySet());
        List<Lease> running = List.copyOf(claim.running());
        Connection connection = statements.connection();
        PreparedStatement statement = statements.statement(
                CLAIM, project, claim.worker(), claim.lease().toMillis(), claim.most(), claim.perLane());
        statement.setArray(
                6,
                PostgresOffers.texts(connection, running, lease -> QueueRow.lane(Claim.Lane.of(lease.invocation()))));
        statement.setArray(7, PostgresOffers.texts(connection, running, Lease::id));
        statement.setString(8, turns.lane());
        statement.setArray(9, PostgresOffers.texts(connection, looked, Map.Entry::getKey));
        statement.setArray(10, PostgresOffers.texts(connection, looked, Map.Entry::getValue));
        List<Lease> leases = new ArrayList<>();
        List<String> lanes = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String lane = rows.getString("lane");
                if (rows.getString("id") != null) {
                    leases.add(QueueRow.readLease(rows, claim.worker()));
                    turns.served(lane);
                } else {
                    lanes.add(lane);
                    turns.looked(lane, rows.getString("key_id"));
                }
            }
        }
        turns.retain(lanes);
        return leases;
    }
}
