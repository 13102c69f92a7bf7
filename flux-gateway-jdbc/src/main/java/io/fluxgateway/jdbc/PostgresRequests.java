package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Idempotency;
import io.fluxgateway.jdbc.QueueOperation.Offer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The requests of a project that are known by their idempotency key, in PostgreSQL. For one thread. */
final class PostgresRequests {
    private static final String KNOWN = "SELECT key, fingerprint, invocation, request_id FROM idempotency"
            + " WHERE project = ? AND key = ANY (?) AND expires_at > " + PostgresOffers.NOW;
    /** Takes keys in their order, so that two nodes with the same ones do not wait for each other crosswise. */
    private static final String REMEMBER = "INSERT INTO idempotency AS old (project, key, fingerprint, invocation,"
            + " request_id, expires_at) SELECT ?, key, fingerprint, invocation, request_id, " + PostgresOffers.NOW
            + " + ? FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS new (key, fingerprint, invocation,"
            + " request_id) ON CONFLICT (project, key) DO UPDATE SET fingerprint = excluded.fingerprint,"
            + " invocation = excluded.invocation, request_id = excluded.request_id, expires_at = excluded.expires_at"
            + " WHERE old.expires_at <= " + PostgresOffers.NOW + " RETURNING key";

    private final String project;
    private final Duration window;
    private final QueueSize size;

    private record Request(String fingerprint, Admission.Repeated first) {}

    /** An offer, and the request that it is known by. */
    private record Known(Offer offer, Idempotency by) {
        Request request() {
            return new Request(by.fingerprint(), new Admission.Repeated(offer.row.id(), offer.row.requestId()));
        }
    }

    PostgresRequests(String project, Duration window, QueueSize size) {
        this.project = project;
        this.window = window;
        this.size = size;
    }

    /** Answers offers that repeat a request, or have no room; those that are to be added, which take their room. */
    List<Offer> admit(Statements statements, List<Offer> offers) throws SQLException {
        SortedMap<String, List<Known>> byKey = new TreeMap<>();
        for (Offer offer : offers) {
            Idempotency by = offer.idempotency;
            if (by != null) {
                byKey.computeIfAbsent(by.key(), key -> new ArrayList<>()).add(new Known(offer, by));
            }
        }
        if (byKey.isEmpty()) {
            return List.of();
        }
        answer(byKey, known(statements, byKey.keySet()));
        List<Known> firsts = new ArrayList<>();
        for (List<Known> same : byKey.values()) {
            if (size.hasRoom()) {
                firsts.add(same.get(0));
                size.changed(1);
            } else {
                same.forEach(one -> one.offer.result(Admission.FULL));
            }
        }
        Map<String, Request> added = remember(statements, firsts);
        firsts.forEach(
                first -> byKey.getOrDefault(first.by.key(), new ArrayList<>()).remove(first));
        answer(byKey, added);
        return settleRace(statements, byKey, firsts, added);
    }

    /** What another node was faster with is answered by what that stored. */
    private List<Offer> settleRace(
            Statements statements, SortedMap<String, List<Known>> byKey, List<Known> firsts, Map<String, Request> added)
            throws SQLException {
        List<Offer> mine = new ArrayList<>();
        SortedMap<String, List<Known>> lost = new TreeMap<>();
        for (Known first : firsts) {
            String key = first.by.key();
            if (added.containsKey(key)) {
                mine.add(first.offer);
            } else {
                List<Known> all = byKey.getOrDefault(key, new ArrayList<>());
                all.add(first);
                lost.put(key, all);
                size.changed(-1);
            }
        }
        if (!lost.isEmpty()) {
            answer(lost, known(statements, lost.keySet()));
            lost.values()
                    .forEach(same -> same.forEach(one -> one.offer.refuse(new StoreException(
                            "a request with the same idempotency key was forgotten just now; try again", null))));
        }
        return mine;
    }

    /** Answers those whose request is known, and takes them out. */
    private static void answer(SortedMap<String, List<Known>> byKey, Map<String, Request> known) {
        known.forEach((key, request) -> {
            List<Known> same = byKey.remove(key);
            if (same != null) {
                for (Known one : same) {
                    one.offer.result(
                            request.fingerprint.equals(one.by.fingerprint()) ? request.first : Admission.CONFLICT);
                }
            }
        });
    }

    private Map<String, Request> known(Statements statements, Collection<String> keys) throws SQLException {
        PreparedStatement statement = statements.statement(KNOWN, project);
        statement.setArray(2, statements.connection().createArrayOf("text", keys.toArray(String[]::new)));
        Map<String, Request> known = new HashMap<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                known.put(
                        rows.getString(1),
                        new Request(rows.getString(2), new Admission.Repeated(rows.getString(3), rows.getString(4))));
            }
        }
        return known;
    }

    /** Those that nobody else had stored. */
    private Map<String, Request> remember(Statements statements, List<Known> firsts) throws SQLException {
        Map<String, Request> added = new HashMap<>();
        if (firsts.isEmpty()) {
            return added;
        }
        Connection connection = statements.connection();
        PreparedStatement statement = statements.statement(REMEMBER, project, window.toMillis());
        statement.setArray(3, PostgresOffers.texts(connection, firsts, one -> one.by.key()));
        statement.setArray(4, PostgresOffers.texts(connection, firsts, one -> one.by.fingerprint()));
        statement.setArray(5, PostgresOffers.texts(connection, firsts, one -> one.offer.row.id()));
        statement.setArray(6, PostgresOffers.texts(connection, firsts, one -> one.offer.row.requestId()));
        Map<String, Request> requests = new HashMap<>();
        firsts.forEach(first -> requests.put(first.by.key(), first.request()));
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String key = rows.getString(1);
                added.put(key, requests.get(key));
            }
        }
        return added;
    }
}
