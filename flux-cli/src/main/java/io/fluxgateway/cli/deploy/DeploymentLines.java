package io.fluxgateway.cli.deploy;

import io.fluxgateway.cli.project.Columns;
import io.fluxgateway.deployment.Deployment;
import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.deployment.Rollout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The deployments of a project as the user sees them. */
public final class DeploymentLines {
    private final long live;
    private final List<Deployment> deployments;
    private final Map<Long, Rollout> lastRollouts;

    private DeploymentLines(long live, List<Deployment> deployments, Map<Long, Rollout> lastRollouts) {
        this.live = live;
        this.deployments = deployments;
        this.lastRollouts = lastRollouts;
    }

    /** As they are in the store now. */
    public static DeploymentLines of(DeploymentStore store, String project) {
        Map<Long, Rollout> lastRollouts = new LinkedHashMap<>();
        store.history(project).forEach(rollout -> lastRollouts.putIfAbsent(rollout.deployment(), rollout));
        return new DeploymentLines(store.rollouts(project).live(), store.deployments(project), lastRollouts);
    }

    public boolean isEmpty() {
        return deployments.isEmpty();
    }

    /**
     * A line for each, newest first.
     *
     * @param age how long ago something was, in words
     */
    public Collection<String> text(Function<Instant, String> age) {
        Columns columns = new Columns("   ");
        for (Deployment deployment : deployments) {
            int functions = deployment.functions().size();
            Rollout rollout = lastRollouts.get(deployment.number());
            columns.row(
                    "  " + deployment.number(),
                    state(deployment),
                    age.apply(deployment.createdAt()),
                    functions + (functions == 1 ? " function" : " functions"),
                    rollout == null ? "" : rollout.reason().replace('\n', ' '));
        }
        return columns.lines();
    }

    private String state(Deployment deployment) {
        if (deployment.number() == live) {
            return "live";
        }
        Rollout last = lastRollouts.get(deployment.number());
        return last == null || last.state() == Rollout.State.LIVE
                ? ""
                : last.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** An array of objects, newest first: {@code number}, {@code state}, {@code createdAt}, {@code functions}, {@code reason}. */
    public String json() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Deployment deployment : deployments) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("number", deployment.number());
            one.put("state", state(deployment));
            one.put("createdAt", deployment.createdAt().toString());
            one.put("functions", deployment.functions().keySet());
            one.put("reason", reason(lastRollouts.get(deployment.number())));
            all.add(one);
        }
        return JsonMapper.shared().writeValueAsString(all);
    }

    private static String reason(@Nullable Rollout rollout) {
        return rollout == null ? "" : rollout.reason();
    }
}
