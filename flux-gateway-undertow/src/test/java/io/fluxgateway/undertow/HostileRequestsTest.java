package io.fluxgateway.undertow;

import io.fluxgateway.Gateway;
import io.fluxgateway.testkit.Application;
import io.fluxgateway.testkit.HostileRequestsContract;
import io.fluxgateway.testkit.RunningHost;

final class HostileRequestsTest extends HostileRequestsContract {
    @Override
    protected RunningHost start(Gateway gateway, Application application) throws Exception {
        return UndertowHostContractTest.serve(gateway, application);
    }
}
