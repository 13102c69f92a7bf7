package io.fluxgateway.cli;

import io.fluxgateway.deployment.DeploymentStore;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/** Says that a deployment is live: {@code deployment 7 is live   in 0.6 s}. */
final class LiveLine {
    private static final Duration ALIVE = Duration.ofSeconds(10);

    private LiveLine() {}

    static String of(long deployment, DeploymentStore store, String project) {
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
        int nodes = store.nodes(project, ALIVE).size();
        String served =
                nodes == 0 ? "no server runs yet: flux serve" : nodes == 1 ? "on 1 server" : "on " + nodes + " servers";
        return String.format(Locale.ROOT, "deployment %d is live   in %.1f s   %s", deployment, seconds, served);
    }
}
