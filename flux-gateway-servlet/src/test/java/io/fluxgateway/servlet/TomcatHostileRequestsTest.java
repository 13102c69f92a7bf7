package io.fluxgateway.servlet;

import io.fluxgateway.Gateway;
import io.fluxgateway.testkit.Application;
import io.fluxgateway.testkit.HostileRequestsContract;
import io.fluxgateway.testkit.RunningHost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Tomcat lets pass is read in one way only, and nothing of it reaches a function as it came: a forwarded request is made anew. */
final class TomcatHostileRequestsTest extends HostileRequestsContract {
    @Override
    protected RunningHost start(Gateway gateway, Application application) throws Exception {
        return TomcatHost.start(new FluxFilter(gateway), new ApplicationServlet(application));
    }

    /** What it says when a read of a body fails, before the gateway can. */
    @Override
    protected List<String> alsoRefusesWith() {
        return List.of("500", "-");
    }

    @Override
    protected boolean mayStayOpenAfterRefusal() {
        return true;
    }

    @Override
    protected Map<String, String> otherwise() {
        Map<String, String> all = new HashMap<>();
        // Reads white space and line ends of any kind, and folded fields, and hands on what it understood
        all.putAll(all(
                "200",
                "two spaces before the target",
                "two spaces before the version",
                "tab before the target",
                "tab before the version",
                "request line ends with bare LF",
                "empty request line",
                "folded field",
                "field folded with a tab",
                "bare LF in a value"));
        all.putAll(all("200 4xx", "coding behind a bare LF", "coding with a space in front", "head ends with bare LF"));
        all.putAll(all("401 4xx", "head ends with two bare LF"));
        all.putAll(all("200", "bare LF that hides a field"));
        // Answers itself
        all.putAll(all("itself", "OPTIONS of everything", "OPTIONS of everything without key"));
        // Reads by chunks and closes behind the answer (RFC 9112 section 6.3)
        all.putAll(
                all("200", "both framings, the length first", "both framings that agree", "both framings, of a GET"));
        all.putAll(all("204", "both framings, of a preflight"));
        // Throws trailers away
        all.putAll(all("200 4xx", "length as trailer", "coding as trailer"));
        all.putAll(all("200", "Host as trailer", "trailer folded"));
        return all;
    }
}
