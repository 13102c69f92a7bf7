package io.fluxgateway.jdbc;

import io.fluxgateway.deployment.Bundle;
import io.fluxgateway.deployment.Deployment;
import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.deployment.Rollout;
import io.fluxgateway.deployment.Rollout.State;
import io.fluxgateway.deployment.Rollouts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deployments and rollouts as rows. */
final class DeploymentRows {
    /** What was stored may wait so long for the deployment that has it. */
    private static final Duration CONTENT_UNUSED = Duration.ofHours(1);

    private static final String NEXT_NUMBER =
            "INSERT INTO deployed_project (project, live, last_number) VALUES (?, 0, 1)"
                    + " ON CONFLICT (project) DO UPDATE SET last_number = deployed_project.last_number + 1"
                    + " RETURNING last_number";
    private static final String FORGET = "DELETE FROM deployment WHERE project = ? AND number <= ? AND number NOT IN"
            + " (SELECT number FROM deployment WHERE project = ? ORDER BY number DESC LIMIT ?)"
            + " AND number <> (SELECT live FROM deployed_project WHERE project = ?) AND number NOT IN"
            + " (SELECT deployment FROM rollout WHERE project = ? AND state = 'UNDER_WAY')";
    private static final String ROLLOUT =
            "SELECT project, number, deployment, started_at, state, reason FROM rollout WHERE project = ?";

    private DeploymentRows() {}

    static Deployment add(Connection connection, String project, Instant now, Map<String, Bundle> functions)
            throws SQLException {
        long number = Sql.first(connection, NEXT_NUMBER, row -> row.getLong(1), project)
                .orElseThrow(() -> new SQLException("the deployment got no number"));
        Deployment added = new Deployment(project, number, now, functions);
        Sql.update(
                connection,
                "INSERT INTO deployment (project, number, created_at) VALUES (?, ?, ?)",
                project,
                number,
                now.toEpochMilli());
        for (Map.Entry<String, Bundle> function : added.functions().entrySet()) {
            String digest = add(connection, function.getValue());
            Sql.update(
                    connection,
                    "INSERT INTO deployed_function (project, number, name, bundle) VALUES (?, ?, ?, ?)",
                    project,
                    number,
                    function.getKey(),
                    digest);
        }
        forgetOldest(connection, project, number, now);
        return added;
    }

    private static String add(Connection connection, Bundle bundle) throws SQLException {
        String digest = bundle.digest();
        int isNew = Sql.update(
                connection,
                "INSERT INTO bundle (digest, listing) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
                digest,
                bundle.listing());
        if (isNew > 0) {
            for (String sha256 : bundle.contents()) {
                Sql.update(connection, "INSERT INTO bundle_content (bundle, sha256) VALUES (?, ?)", digest, sha256);
            }
        }
        return digest;
    }

    private static void forgetOldest(Connection connection, String project, long number, Instant now)
            throws SQLException {
        int forgotten = Sql.update(
                connection, FORGET, project, number, project, DeploymentStore.MAX_DEPLOYMENTS, project, project);
        if (forgotten > 0) {
            Sql.update(connection, "DELETE FROM bundle WHERE digest NOT IN (SELECT bundle FROM deployed_function)");
        }
        Sql.update(
                connection,
                "DELETE FROM content WHERE stored_at < ? AND sha256 NOT IN (SELECT sha256 FROM bundle_content)",
                now.minus(CONTENT_UNUSED).toEpochMilli());
    }

    static Optional<Deployment> find(Connection connection, String project, long number) throws SQLException {
        return deployments(connection, " WHERE d.project = ? AND d.number = ?", project, number).stream()
                .findFirst();
    }

    static List<Deployment> all(Connection connection, String project) throws SQLException {
        return deployments(connection, " WHERE d.project = ?", project);
    }

    /** One statement, so one state of the database. A deployment has one function at least. */
    private static List<Deployment> deployments(Connection connection, String where, Object... arguments)
            throws SQLException {
        Map<String, Bundle> bundles = new HashMap<>();
        List<Deployment> found = new ArrayList<>();
        List<Map<String, Bundle>> functions = new ArrayList<>();
        Sql.all(
                connection,
                "SELECT d.project, d.number, d.created_at, f.name, b.digest, b.listing FROM deployment d"
                        + " JOIN deployed_function f ON f.project = d.project AND f.number = d.number"
                        + " JOIN bundle b ON b.digest = f.bundle" + where + " ORDER BY d.number DESC",
                row -> {
                    long number = row.getLong(2);
                    if (found.isEmpty() || found.get(found.size() - 1).number() != number) {
                        Instant at = Instant.ofEpochMilli(row.getLong(3));
                        found.add(new Deployment(row.getString(1), number, at, Map.of()));
                        functions.add(new HashMap<>());
                    }
                    functions.get(functions.size() - 1).put(row.getString(4), bundle(row, bundles));
                    return number;
                },
                arguments);
        for (int i = 0; i < found.size(); i++) {
            Deployment bare = found.get(i);
            found.set(i, new Deployment(bare.project(), bare.number(), bare.createdAt(), functions.get(i)));
        }
        return found;
    }

    private static Bundle bundle(ResultSet row, Map<String, Bundle> known) throws SQLException {
        String digest = row.getString(5);
        Bundle bundle = known.get(digest);
        if (bundle == null) {
            bundle = Bundle.parse(row.getString(6));
            if (!bundle.digest().equals(digest)) {
                throw new SQLException("the listing of bundle " + digest + " is damaged; deploy again");
            }
            known.put(digest, bundle);
        }
        return bundle;
    }

    static boolean isKnown(Connection connection, String project, long number) throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT number FROM deployment WHERE project = ? AND number = ?",
                        row -> row.getLong(1),
                        project,
                        number)
                .isPresent();
    }

    static Rollout begin(Connection connection, String project, long deployment, Instant now) throws SQLException {
        Sql.update(
                connection,
                "UPDATE rollout SET state = 'OVERTAKEN' WHERE project = ? AND state = 'UNDER_WAY'",
                project);
        long number = Sql.first(
                        connection,
                        "INSERT INTO rollout (project, deployment, started_at, state, reason)"
                                + " VALUES (?, ?, ?, 'UNDER_WAY', '') RETURNING number",
                        row -> row.getLong(1),
                        project,
                        deployment,
                        now.toEpochMilli())
                .orElseThrow(() -> new SQLException("the rollout got no number"));
        return new Rollout(project, number, deployment, now, State.UNDER_WAY, "");
    }

    /** False if it is not under way any more. */
    static boolean end(Connection connection, long rollout, State state, String reason) throws SQLException {
        return Sql.update(
                        connection,
                        "UPDATE rollout SET state = ?, reason = ? WHERE number = ? AND state = 'UNDER_WAY'",
                        state.name(),
                        reason,
                        rollout)
                > 0;
    }

    static Rollouts rollouts(Connection connection, String project) throws SQLException {
        Optional<Long> live = Sql.first(
                connection, "SELECT live FROM deployed_project WHERE project = ?", row -> row.getLong(1), project);
        Optional<Rollout> underWay =
                Sql.first(connection, ROLLOUT + " AND state = 'UNDER_WAY'", DeploymentRows::rollout, project);
        return new Rollouts(live.orElse(0L), underWay.orElse(null));
    }

    static List<Rollout> history(Connection connection, String project) throws SQLException {
        return Sql.all(connection, ROLLOUT + " ORDER BY number DESC", DeploymentRows::rollout, project);
    }

    private static Rollout rollout(ResultSet row) throws SQLException {
        return new Rollout(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                Instant.ofEpochMilli(row.getLong(4)),
                State.valueOf(row.getString(5)),
                row.getString(6));
    }
}
