package io.fluxgateway.cli;

import io.fluxgateway.deployment.Deployer;
import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.deployment.Rollout;
import io.fluxgateway.jdbc.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flux rollback}. */
@Command(
        name = "rollback",
        description =
                "Make an earlier deployment live again, on all servers at once. Its files are in the store, so nothing"
                        + " is uploaded.",
        footer = {"  flux rollback", "  flux rollback 6"})
final class RollbackCommand extends StoreCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "NUMBER",
            description = "The deployment, as flux deployments list shows it. Default: the one that was live before.")
    private @Nullable Long number;

    @Override
    void check() {
        if (number != null && number < 1) {
            throw wrongUsage(
                    "deployment: " + number + " (expected: a number from 1, as flux deployments list shows it)");
        }
    }

    @Override
    void run(String projectName, Store store) throws Exception {
        DeploymentStore deployments = store.deployments();
        long live = deployments.rollouts(projectName).live();
        long wanted = number == null ? before(live, projectName, deployments) : number;
        if (wanted == live) {
            throw new CommandFailedException("deployment " + live + " is live already");
        }
        if (deployments.deployment(projectName, wanted) == null) {
            throw new CommandFailedException(
                    "there is no deployment " + wanted + " of " + projectName + "; see flux deployments list");
        }
        new Deployer(deployments, projectName).rollOut(wanted);
        out(LiveLine.of(wanted, deployments, projectName));
    }

    private static long before(long live, String project, DeploymentStore deployments) throws CommandFailedException {
        for (Rollout rollout : deployments.history(project)) {
            if (rollout.state() == Rollout.State.LIVE && rollout.deployment() != live) {
                return rollout.deployment();
            }
        }
        throw new CommandFailedException("no other deployment of " + project + " was live before");
    }
}
