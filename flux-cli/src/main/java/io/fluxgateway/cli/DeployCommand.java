package io.fluxgateway.cli;

import io.fluxgateway.cli.deploy.ChangeLines;
import io.fluxgateway.cli.deploy.ProjectCheck;
import io.fluxgateway.deno.DenoCheck;
import io.fluxgateway.deno.DenoFinder;
import io.fluxgateway.deployment.Bundle;
import io.fluxgateway.deployment.Bundler;
import io.fluxgateway.deployment.Deployer;
import io.fluxgateway.deployment.Deployment;
import io.fluxgateway.deployment.FunctionChange;
import io.fluxgateway.deployment.ProjectBundle;
import io.fluxgateway.jdbc.Store;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flux deploy}. */
@Command(
        name = "deploy",
        description =
                "Check the functions of a project, store them and make them live on all servers at once. If anything is"
                        + " wrong, what is live stays so.",
        footer = {"  flux deploy --dry-run", "  flux deploy shop --database jdbc:postgresql://db.example/shop"})
final class DeployCommand extends StoreCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder of the project. Default: the nearest one upwards with functions/.")
    private @Nullable Path dir;

    @Option(names = "--dry-run", description = "Check everything and show what would change, but change nothing.")
    private boolean dryRun;

    @Option(
            names = "--deno",
            paramLabel = "PATH",
            description = "The Deno to check functions with. Default: as for flux dev.")
    private @Nullable Path deno;

    @Override
    @Nullable
    Path dir() {
        return dir == null ? super.dir() : dir;
    }

    @Override
    void run(String projectName, Store store) throws Exception {
        Path folder = folder().path();
        ProjectBundle functions = Bundler.bundle(folder);
        Map<String, Bundle> live = live(projectName, store);
        Map<String, FunctionChange> changes = FunctionChange.between(live, functions.bundles());
        int count = functions.functions().size();
        out("deploying " + projectName + "  " + count + (count == 1 ? " function" : " functions"));
        ChangeLines.of(changes, functions.functions()).forEach(this::out);
        check(folder, functions);
        if (dryRun) {
            out("nothing was deployed (--dry-run)");
        } else if (live.equals(functions.bundles())) {
            out("nothing changed: deployment "
                    + store.deployments().rollouts(projectName).live() + " is live");
        } else {
            Deployer deployer = new Deployer(store.deployments(), projectName);
            Deployment deployment = deployer.store(functions, this::progress);
            deployer.rollOut(deployment.number());
            out(LiveLine.of(deployment.number(), store.deployments(), projectName));
        }
    }

    private static Map<String, Bundle> live(String projectName, Store store) {
        long number = store.deployments().rollouts(projectName).live();
        Deployment live = number == 0 ? null : store.deployments().deployment(projectName, number);
        return live == null ? Map.of() : live.functions();
    }

    private void check(Path folder, ProjectBundle functions) throws Exception {
        boolean needed = functions.functions().stream()
                .anyMatch(function -> function.runtime().equals("deno"));
        if (needed) {
            Path explicit = deno == null ? null : surroundings().folder().resolve(deno);
            new ProjectCheck(functions, new DenoCheck(DenoFinder.find(folder, explicit, this::progress))).run();
        }
    }

    /** For who is waiting at a terminal. */
    private void progress(String line) {
        if (surroundings().colours()) {
            err(line);
        }
    }

    private void progress(int files, int ofFiles) {
        if (surroundings().colours()) {
            errInPlace("storing files  " + files + "/" + ofFiles + (files == ofFiles ? "\n" : "\r"));
        }
    }
}
