package io.fluxgateway.servlet;

import io.fluxgateway.Gateway;
import io.fluxgateway.testkit.Application;
import io.fluxgateway.testkit.HostileRequestsContract;
import io.fluxgateway.testkit.RunningHost;
import java.util.HashMap;
import java.util.Map;

/** What Jetty lets pass is read in one way only, and nothing of it reaches a function as it came: a forwarded request is made anew. */
final class JettyHostileRequestsTest extends HostileRequestsContract {
    @Override
    protected RunningHost start(Gateway gateway, Application application) throws Exception {
        return JettyHost.start(new FluxFilter(gateway), new ApplicationServlet(application));
    }

    @Override
    protected boolean mayStayOpenAfterRefusal() {
        return true;
    }

    @Override
    protected Map<String, String> otherwise() {
        Map<String, String> all = new HashMap<>();
        // Reads white space and line ends of any kind, versions in any case, and hands on what it understood
        all.putAll(all(
                "200",
                "two spaces before the target",
                "two spaces before the version",
                "request line ends with bare LF",
                "version in lower case",
                "empty request line",
                "absolute form of ftp",
                "raw octet in the query",
                "bare LF in a value",
                "bare LF that hides a field"));
        all.putAll(all("200 4xx", "coding behind a bare LF", "head ends with bare LF"));
        all.putAll(all("401 4xx", "head ends with two bare LF"));
        // Refuses more than others
        all.putAll(all("4xx", "dot segments, escaped twice"));
        // Reads on behind a refused CONNECT
        all.putAll(all("4xx 4xx", "CONNECT"));
        // Throws trailers away, and lets the end of the connection end them
        all.putAll(all("200 4xx", "length as trailer", "coding as trailer"));
        all.putAll(all("200", "Host as trailer", "body ends without the empty line"));
        return all;
    }
}
