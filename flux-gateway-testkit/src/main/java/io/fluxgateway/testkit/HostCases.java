package io.fluxgateway.testkit;

import io.fluxgateway.GatewayBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the cases of a {@link HostContract} stand on. */
interface HostCases extends GatewayCases {
    String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** The host that runs. */
    RunningHost host();

    boolean noticesThatAClientLeftBeforeTheAnswer();

    boolean relaysWhileTheBodyIsSent();

    boolean skipsInterimAnswers();

    boolean tellsToContinueBeforeTheGateway();

    boolean seesRequest(String doubtful);

    /** A client of a host whose application answers {@code the application}. */
    default RawClient connect(int upstreamPort) throws Exception {
        return connect(contract().builder(upstreamPort), text("the application"));
    }

    /** Starts the host and connects to it. */
    default RawClient connect(GatewayBuilder builder, Application application) throws Exception {
        run(builder, application);
        return new RawClient(host().port());
    }

    static Application text(String text) {
        return call -> call.out().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A request head with the contract's key. */
    default String head(String requestLine, String... fields) {
        List<String> lines = new ArrayList<>();
        lines.add(requestLine + " HTTP/1.1");
        lines.add("Host: gateway.test");
        lines.add("Authorization: Bearer " + contract().key);
        lines.addAll(List.of(fields));
        return RawClient.http(lines.toArray(new String[0]));
    }

    /** A GET request with the contract's key. */
    default String getting(String path) {
        return head("GET " + path);
    }
}
