package io.fluxgateway.cli.dev;

import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.function.ManifestProblem;
import io.fluxgateway.route.RouteTable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves the functions of a project as they are now. While they cannot be served, those from before go on, and the user
 * is told why, once for each set of mistakes. Not thread-safe.
 */
final class HotReload {
    /** Puts a table to use. */
    interface Deployment {
        void serve(RouteTable table) throws DenoNotFoundException;
    }

    private final Path project;
    private final Consumer<String> out;
    private final Consumer<String> err;
    private final Deployment deployment;
    private RouteTable served;
    private @Nullable List<String> seen;
    private @Nullable List<String> reported;

    HotReload(Path project, RouteTable served, Consumer<String> out, Consumer<String> err, Deployment deployment) {
        this.project = project;
        this.served = served;
        this.out = out;
        this.err = err;
        this.deployment = deployment;
    }

    /**
     * Looks at the files and serves what they say.
     *
     * @return false if there are mistakes that were not there the last time: perhaps a file is half written, so they are
     *     reported only if the next look finds them too
     */
    boolean check() {
        try {
            RouteTable table = RouteTable.load(project);
            if (!table.functions().equals(served.functions())) {
                deployment.serve(table);
                RouteChanges.between(served, table).forEach(out);
                served = table;
            } else if (reported != null) {
                out.accept("reload  all is well again");
            }
            seen = null;
            reported = null;
            return true;
        } catch (ManifestException e) {
            return mistaken(e.problems().stream().map(ManifestProblem::toString).toList());
        } catch (DenoNotFoundException e) {
            return mistaken(List.of(String.valueOf(e.getMessage())));
        }
    }

    private boolean mistaken(List<String> mistakes) {
        if (mistakes.equals(reported)) {
            return true;
        }
        if (!mistakes.equals(seen)) {
            seen = mistakes;
            return false;
        }
        reported = mistakes;
        err.accept("reload  " + mistakes.size() + (mistakes.size() == 1 ? " mistake" : " mistakes")
                + ", so the functions from before are still served:");
        mistakes.forEach(err);
        return true;
    }
}
