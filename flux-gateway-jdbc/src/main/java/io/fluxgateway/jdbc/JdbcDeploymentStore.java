package io.fluxgateway.jdbc;

import io.fluxgateway.deployment.Bundle;
import io.fluxgateway.deployment.Deployment;
import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.deployment.MissingContentException;
import io.fluxgateway.deployment.NodeReport;
import io.fluxgateway.deployment.Rollout;
import io.fluxgateway.deployment.Rollout.State;
import io.fluxgateway.deployment.Rollouts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Deployments in a database. Listeners are called on the thread that made or noticed the change. */
final class JdbcDeploymentStore implements DeploymentStore {
    private static final int MOST_AT_A_TIME = 500;
    /** A node that was not heard of for this long is forgotten. */
    private static final Duration NODE_FORGOTTEN = Duration.ofHours(1);

    private static final String REPORT = "INSERT INTO node (project, name, serving, rollout, failure, seen_at)"
            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (project, name) DO UPDATE SET serving = excluded.serving,"
            + " rollout = excluded.rollout, failure = excluded.failure, seen_at = excluded.seen_at";

    private final Database database;
    private final Clock clock;
    private final List<Listening> watches = new CopyOnWriteArrayList<>();

    private record Listening(Runnable listener, List<Listening> all) implements Watch {
        @Override
        public void close() {
            all.remove(this);
        }
    }

    JdbcDeploymentStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Set<String> missing(Collection<String> sha256) {
        return database.read(connection -> missing(connection, sha256));
    }

    private static Set<String> missing(Connection connection, Collection<String> sha256) throws SQLException {
        Set<String> missing = new HashSet<>(sha256);
        List<String> asked = List.copyOf(missing);
        for (int from = 0; from < asked.size(); from += MOST_AT_A_TIME) {
            List<String> some = asked.subList(from, Math.min(asked.size(), from + MOST_AT_A_TIME));
            String marks = "?" + ", ?".repeat(some.size() - 1);
            missing.removeAll(Sql.all(
                    connection,
                    "SELECT sha256 FROM content WHERE sha256 IN (" + marks + ")",
                    row -> row.getString(1),
                    some.toArray()));
        }
        return missing;
    }

    @Override
    public void put(byte[] content) {
        String sha256 = Bundle.sha256(content);
        long now = clock.millis();
        database.write(connection -> Sql.update(
                connection,
                "INSERT INTO content (sha256, bytes, stored_at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (sha256) DO UPDATE SET stored_at = excluded.stored_at",
                sha256,
                content,
                now));
    }

    @Override
    public byte[] content(String sha256) throws MissingContentException {
        return database.read(connection -> Sql.first(
                        connection, "SELECT bytes FROM content WHERE sha256 = ?", row -> row.getBytes(1), sha256))
                .orElseThrow(() -> MissingContentException.of(sha256));
    }

    @Override
    public Deployment add(String project, Map<String, Bundle> functions) throws MissingContentException {
        Set<String> contents = new HashSet<>();
        functions.values().forEach(bundle -> contents.addAll(bundle.contents()));
        Set<String> missing = new HashSet<>();
        Instant now = now();
        Optional<Deployment> added = database.write(connection -> {
            missing.addAll(missing(connection, contents));
            return missing.isEmpty()
                    ? Optional.of(DeploymentRows.add(connection, project, now, functions))
                    : Optional.empty();
        });
        return added.orElseThrow(
                () -> MissingContentException.of(missing.iterator().next()));
    }

    @Override
    public @Nullable Deployment deployment(String project, long number) {
        return database.read(connection -> DeploymentRows.find(connection, project, number))
                .orElse(null);
    }

    @Override
    public List<Deployment> deployments(String project) {
        return database.read(connection -> DeploymentRows.all(connection, project));
    }

    @Override
    public Rollout begin(String project, long deployment) {
        Instant now = now();
        Rollout begun = database.<Optional<Rollout>>write(connection -> {
                    long unused = Revision.next(connection);
                    return DeploymentRows.isKnown(connection, project, deployment)
                            ? Optional.of(DeploymentRows.begin(connection, project, deployment, now))
                            : Optional.empty();
                })
                .orElseThrow(() -> new IllegalArgumentException(
                        "deployment: " + deployment + " (expected: one that project \"" + project + "\" has)"));
        changed();
        return begun;
    }

    @Override
    public boolean goLive(Rollout rollout) {
        return end(rollout, State.LIVE, "");
    }

    @Override
    public void fail(Rollout rollout, String reason) {
        boolean unused = end(rollout, State.FAILED, reason);
    }

    private boolean end(Rollout rollout, State state, String reason) {
        boolean ended = database.write(connection -> {
            boolean underWay = DeploymentRows.end(connection, rollout.number(), state, reason);
            if (underWay) {
                long unused = Revision.next(connection);
                if (state == State.LIVE) {
                    Sql.update(
                            connection,
                            "UPDATE deployed_project SET live = ? WHERE project = ?",
                            rollout.deployment(),
                            rollout.project());
                }
            }
            return underWay;
        });
        if (ended) {
            changed();
        }
        return ended;
    }

    @Override
    public Rollouts rollouts(String project) {
        return database.read(connection -> DeploymentRows.rollouts(connection, project));
    }

    @Override
    public List<Rollout> history(String project) {
        return database.read(connection -> DeploymentRows.history(connection, project));
    }

    @Override
    public Watch watch(String project, Runnable listener) {
        Listening watch = new Listening(listener, watches);
        watches.add(watch);
        return watch;
    }

    /** Tells the listeners, who find out for themselves whether it matters to them. */
    void changed() {
        watches.forEach(watch -> watch.listener().run());
    }

    @Override
    public void report(String project, NodeReport report) {
        int unused = database.write(connection -> {
            long now = database.clockMillis(connection);
            Sql.update(connection, "DELETE FROM node WHERE seen_at < ?", now - NODE_FORGOTTEN.toMillis());
            return Sql.update(
                    connection,
                    REPORT,
                    project,
                    report.node(),
                    report.serving(),
                    report.rollout(),
                    report.failure(),
                    now);
        });
    }

    @Override
    public List<NodeReport> nodes(String project, Duration within) {
        return database.read(connection -> Sql.all(
                connection,
                "SELECT name, serving, rollout, failure FROM node WHERE project = ? AND seen_at > ? ORDER BY name",
                row -> new NodeReport(row.getString(1), row.getLong(2), row.getLong(3), row.getString(4)),
                project,
                database.clockMillis(connection) - within.toMillis()));
    }

    @Override
    public void forget(String project, String node) {
        database.write(
                connection -> Sql.update(connection, "DELETE FROM node WHERE project = ? AND name = ?", project, node));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
