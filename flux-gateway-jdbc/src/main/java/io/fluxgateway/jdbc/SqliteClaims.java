package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Claim;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Lease;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Claims in an SQLite file. Lanes take turns, and the keys of each lane do: it goes from key to key through the index of what
 * is open, without reading what lies between, so that it costs the same whoever has how many.
 */
final class SqliteClaims {
    /** Keys without anything due that one claim looks at, at most; the next one goes on from there. */
    private static final int MOST_KEYS = 1_000;

    private static final String NEXT_LANE = "SELECT lane FROM invocation WHERE project = ? AND due_at IS NOT NULL"
            + " AND lane > ? ORDER BY lane LIMIT 1";
    private static final String NEXT_KEY = "SELECT key_id FROM invocation WHERE project = ? AND lane = ?"
            + " AND due_at IS NOT NULL AND key_id > ? ORDER BY key_id LIMIT 1";
    private static final String DUE = "SELECT number, id, status FROM invocation WHERE project = ? AND lane = ?"
            + " AND key_id = ? AND due_at <= ? ORDER BY due_at, number";
    private static final String LEASE = "UPDATE invocation SET status = 'RUNNING', attempts = attempts + 1, worker = ?,"
            + " due_at = ?, due_set_at = ? WHERE number = ?";
    private static final String LEASED =
            "SELECT number, id, request_id, lane, key_id, attempts, attempts_before_series,"
                    + " path, query, params, headers, callback, body FROM invocation JOIN invocation_input USING (number)"
                    + " WHERE number IN (SELECT value FROM json_each(?))";

    private final String project;
    private final QueueTurns turns = new QueueTurns();

    SqliteClaims(String project) {
        this.project = project;
    }

    /** Leases what is due, in a transaction that is begun. */
    List<Lease> claim(Statements statements, Claim claim, long now) throws SQLException {
        Round round = new Round(statements, claim, now);
        Queue<Turn> waiting = round.lanes();
        List<Long> numbers = new ArrayList<>();
        while (numbers.size() < claim.most() && !waiting.isEmpty()) {
            Turn turn = waiting.remove();
            Long number = round.next(turn);
            if (number != null) {
                round.lease(number);
                numbers.add(number);
                turns.served(turn.lane);
                turn.room--;
                if (turn.room > 0) {
                    waiting.add(turn);
                }
            }
        }
        return round.leased(numbers);
    }

    /** A lane, and how many more of it may run. */
    private static final class Turn {
        private final String lane;
        private int room;

        Turn(String lane, int room) {
            this.lane = lane;
            this.room = room;
        }
    }

    /** One claim. */
    private final class Round {
        private final Statements statements;
        private final Claim claim;
        private final long now;
        private int keysLeft = MOST_KEYS;

        Round(Statements statements, Claim claim, long now) {
            this.statements = statements;
            this.claim = claim;
            this.now = now;
        }

        /** Those with room, from the one on whose turn it is. */
        Queue<Turn> lanes() throws SQLException {
            List<String> lanes = new ArrayList<>();
            Optional<String> lane = nextLane("");
            while (lane.isPresent()) {
                lanes.add(lane.get());
                lane = nextLane(lane.get());
            }
            turns.retain(lanes);
            int first = (int) lanes.stream()
                    .filter(name -> name.compareTo(turns.lane()) <= 0)
                    .count();
            Queue<Turn> inTurn = new ArrayDeque<>();
            for (int i = 0; i < lanes.size(); i++) {
                String name = lanes.get((first + i) % lanes.size());
                int room = claim.room(QueueRow.lane(name));
                if (room > 0) {
                    inTurn.add(new Turn(name, room));
                }
            }
            return inTurn;
        }

        private Optional<String> nextLane(String after) throws SQLException {
            return statements.first(NEXT_LANE, row -> row.getString(1), project, after);
        }

        /** What is due of the next key that has anything; null if no key of the lane has. */
        @Nullable
        Long next(Turn turn) throws SQLException {
            String start = turns.key(turn.lane);
            String key = start;
            boolean wrapped = false;
            while (keysLeft > 0) {
                Optional<String> following = nextKey(turn.lane, key);
                if (following.isEmpty()) {
                    if (wrapped || start.isEmpty()) {
                        return null;
                    }
                    wrapped = true;
                    key = "";
                    continue;
                }
                key = following.get();
                turns.looked(turn.lane, key);
                Long number = due(turn.lane, key);
                if (number != null || (wrapped && key.equals(start))) {
                    return number;
                }
                keysLeft--;
            }
            return null;
        }

        private Optional<String> nextKey(String lane, String after) throws SQLException {
            return statements.first(NEXT_KEY, row -> row.getString(1), project, lane, after);
        }

        private @Nullable Long due(String lane, String key) throws SQLException {
            try (ResultSet rows =
                    statements.statement(DUE, project, lane, key, now).executeQuery()) {
                while (rows.next()) {
                    boolean mine = InvocationStatus.RUNNING.name().equals(rows.getString("status"))
                            && claim.runs(rows.getString("id"));
                    if (!mine) {
                        return rows.getLong("number");
                    }
                }
                return null;
            }
        }

        void lease(long number) throws SQLException {
            statements.update(LEASE, claim.worker(), now + claim.lease().toMillis(), now, number);
        }

        /** In the order in which they were leased; read at once, since the driver asks for the columns' names each time. */
        List<Lease> leased(List<Long> numbers) throws SQLException {
            if (numbers.isEmpty()) {
                return List.of();
            }
            Map<Long, Lease> leases = new HashMap<>();
            try (ResultSet rows =
                    statements.statement(LEASED, numbers.toString()).executeQuery()) {
                while (rows.next()) {
                    leases.put(rows.getLong("number"), QueueRow.readLease(rows, claim.worker()));
                }
            }
            return numbers.stream()
                    .map(number -> Objects.requireNonNull(leases.get(number)))
                    .toList();
        }
    }
}
