package io.fluxgateway.servlet;

import io.fluxgateway.Gateway;
import io.fluxgateway.testkit.Application;
import io.fluxgateway.testkit.RunningHost;

final class TomcatHostContractTest extends ServletHostContract {
    @Override
    protected RunningHost start(Gateway gateway, Application application) throws Exception {
        return TomcatHost.start(new FluxFilter(gateway), new ApplicationServlet(application));
    }

    /** Unless its connector is told to wait for the first read. */
    @Override
    public boolean tellsToContinueBeforeTheGateway() {
        return true;
    }
}
