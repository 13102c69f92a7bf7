package io.fluxgateway.deployment;

import io.fluxgateway.deployment.Rollout.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps deployments in the memory of this process. Thread-safe. */
public final class InMemoryDeploymentStore implements DeploymentStore {
    private final Clock clock;
    private final Map<String, byte[]> contents = new HashMap<>();
    private final Map<String, Project> projects = new HashMap<>();
    private final List<Listening> watches = new CopyOnWriteArrayList<>();
    private long lastRollout;

    private static final class Project {
        private final List<Deployment> deployments = new ArrayList<>(); // newest first
        private final List<Rollout> rollouts = new ArrayList<>(); // newest first
        private final Map<String, Seen> nodes = new HashMap<>();
        private long lastNumber;
        private long live;
    }

    private record Seen(NodeReport report, Instant at) {}

    private record Listening(String project, Runnable listener, List<Listening> all) implements Watch {
        @Override
        public void close() {
            all.remove(this);
        }
    }

    public InMemoryDeploymentStore() {
        this(Clock.systemUTC());
    }

    /** A store by another clock than the system's. */
    public InMemoryDeploymentStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Set<String> missing(Collection<String> sha256) {
        Set<String> missing = new HashSet<>(sha256);
        missing.removeAll(contents.keySet());
        return missing;
    }

    @Override
    public synchronized void put(byte[] content) {
        contents.putIfAbsent(Sha256.of(content), content.clone());
    }

    @Override
    public synchronized byte[] content(String sha256) throws MissingContentException {
        byte[] content = contents.get(sha256);
        if (content == null) {
            throw MissingContentException.of(sha256);
        }
        return content.clone();
    }

    @Override
    public synchronized Deployment add(String name, Map<String, Bundle> functions) throws MissingContentException {
        for (Bundle bundle : functions.values()) {
            for (String sha256 : missing(bundle.contents())) {
                throw MissingContentException.of(sha256);
            }
        }
        Project project = project(name);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Deployment added = new Deployment(name, ++project.lastNumber, now, functions);
        project.deployments.add(0, added);
        forgetOldest(project);
        return added;
    }

    private void forgetOldest(Project project) {
        Rollout underWay = underWay(project);
        boolean forgotten = false;
        for (int i = project.deployments.size() - 1; i > 0 && project.deployments.size() > MAX_DEPLOYMENTS; i--) {
            long number = project.deployments.get(i).number();
            if (number != project.live && (underWay == null || number != underWay.deployment())) {
                project.deployments.remove(i);
                forgotten = true;
                project.rollouts.removeIf(rollout -> rollout.deployment() == number);
            }
        }
        if (forgotten) {
            forgetContents();
        }
    }

    private void forgetContents() {
        contents.keySet()
                .retainAll(projects.values().stream()
                        .flatMap(each -> each.deployments.stream())
                        .flatMap(deployment -> deployment.functions().values().stream())
                        .flatMap(bundle -> bundle.contents().stream())
                        .collect(Collectors.toSet()));
    }

    @Override
    public synchronized @Nullable Deployment deployment(String project, long number) {
        return project(project).deployments.stream()
                .filter(deployment -> deployment.number() == number)
                .findFirst()
                .orElse(null);
    }

    @Override
    public synchronized List<Deployment> deployments(String project) {
        return List.copyOf(project(project).deployments);
    }

    @Override
    public Rollout begin(String name, long deployment) {
        Rollout begun;
        synchronized (this) {
            if (deployment(name, deployment) == null) {
                throw noSuchDeployment(name, deployment);
            }
            Project project = project(name);
            end(project, State.OVERTAKEN, "");
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            begun = new Rollout(name, ++lastRollout, deployment, now, State.UNDER_WAY, "");
            project.rollouts.add(0, begun);
        }
        tell(name);
        return begun;
    }

    @Override
    public boolean goLive(Rollout rollout) {
        synchronized (this) {
            Project project = project(rollout.project());
            if (!rollout.equals(underWay(project))) {
                return false;
            }
            end(project, State.LIVE, "");
            project.live = rollout.deployment();
        }
        tell(rollout.project());
        return true;
    }

    @Override
    public void fail(Rollout rollout, String reason) {
        synchronized (this) {
            Project project = project(rollout.project());
            if (!rollout.equals(underWay(project))) {
                return;
            }
            end(project, State.FAILED, reason);
        }
        tell(rollout.project());
    }

    private static void end(Project project, State state, String reason) {
        Rollout ended = underWay(project);
        if (ended != null) {
            project.rollouts.set(
                    0,
                    new Rollout(ended.project(), ended.number(), ended.deployment(), ended.startedAt(), state, reason));
        }
    }

    private static @Nullable Rollout underWay(Project project) {
        Rollout newest = project.rollouts.isEmpty() ? null : project.rollouts.get(0);
        return newest == null || newest.state() != State.UNDER_WAY ? null : newest;
    }

    @Override
    public synchronized Rollouts rollouts(String name) {
        Project project = project(name);
        return new Rollouts(project.live, underWay(project));
    }

    @Override
    public synchronized List<Rollout> history(String project) {
        return List.copyOf(project(project).rollouts);
    }

    /** {@inheritDoc} Listeners are called on the thread that made the change. */
    @Override
    public Watch watch(String project, Runnable listener) {
        Listening watch = new Listening(project, listener, watches);
        watches.add(watch);
        return watch;
    }

    private void tell(String project) {
        for (Listening watch : watches) {
            if (watch.project().equals(project)) {
                watch.listener().run();
            }
        }
    }

    @Override
    public synchronized void report(String project, NodeReport report) {
        project(project).nodes.put(report.node(), new Seen(report, clock.instant()));
    }

    @Override
    public synchronized List<NodeReport> nodes(String project, Duration within) {
        Instant since = clock.instant().minus(within);
        return project(project).nodes.values().stream()
                .filter(seen -> seen.at().isAfter(since))
                .map(Seen::report)
                .toList();
    }

    @Override
    public synchronized void forget(String project, String node) {
        project(project).nodes.remove(node);
    }

    private Project project(String name) {
        return projects.computeIfAbsent(name, unused -> new Project());
    }

    private static IllegalArgumentException noSuchDeployment(String project, long number) {
        return new IllegalArgumentException(
                "deployment: " + number + " (expected: one that project \"" + project + "\" has)");
    }
}
