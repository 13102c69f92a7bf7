package io.fluxgateway;

import io.fluxgateway.deployment.Bundle;
import io.fluxgateway.deployment.BundleCache;
import io.fluxgateway.deployment.Deployment;
import io.fluxgateway.deployment.DeploymentStore;
import io.fluxgateway.deployment.MissingContentException;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.function.ManifestReader;
import io.fluxgateway.route.RouteTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Unpacks deployments and reads their functions. */
final class DeploymentLoader {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentLoader.class);

    private final DeploymentStore store;
    private final BundleCache cache;

    DeploymentLoader(DeploymentStore store, BundleCache cache) {
        this.store = store;
        this.cache = cache;
    }

    RouteTable load(Deployment deployment) throws DeploymentException {
        List<FunctionManifest> functions = new ArrayList<>();
        for (Map.Entry<String, Bundle> each : deployment.functions().entrySet()) {
            functions.add(load(each.getKey(), each.getValue()));
        }
        try {
            return RouteTable.of(functions).ofDeployment(deployment.number());
        } catch (IllegalArgumentException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    private FunctionManifest load(String name, Bundle bundle) throws DeploymentException {
        try {
            Path folder = cache.unpack(bundle, store::content);
            return new ManifestReader()
                    .readProject(folder).stream()
                            .filter(function -> function.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new DeploymentException(name + ": its files do not declare it", null));
        } catch (ManifestException | MissingContentException e) {
            throw new DeploymentException(name + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DeploymentException(name + ": its files cannot be unpacked: " + e.getMessage(), e);
        }
    }

    /** Forgets the files of all but these deployments. */
    void keepOnly(Collection<Deployment> deployments) {
        try {
            cache.keepOnly(deployments.stream()
                    .flatMap(deployment -> deployment.functions().values().stream())
                    .map(Bundle::digest)
                    .collect(Collectors.toSet()));
        } catch (IOException e) {
            LOG.warn("files of former deployments could not be deleted: {}", e.getMessage());
        }
    }
}
