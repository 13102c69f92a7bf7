package io.fluxgateway.servlet;

import io.fluxgateway.Gateway;
import io.fluxgateway.testkit.Application;
import io.fluxgateway.testkit.RunningHost;

final class JettyHostContractTest extends ServletHostContract {
    @Override
    protected RunningHost start(Gateway gateway, Application application) throws Exception {
        return JettyHost.start(new FluxFilter(gateway), new ApplicationServlet(application));
    }
}
