package io.fluxgateway.undertow;

import io.fluxgateway.Gateway;
import io.fluxgateway.testkit.Application;
import io.fluxgateway.testkit.HostileRequestsContract;
import io.fluxgateway.testkit.RunningHost;
import io.undertow.Undertow;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A {@link FluxHandler} in an Undertow of the application's own, which reads requests without a guard. */
final class EmbeddedHostileRequestsTest extends HostileRequestsContract {
    @Override
    protected RunningHost start(Gateway gateway, Application application) {
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(new FluxHandler(gateway, UndertowHostContractTest.handler(application)))
                .build();
        undertow.start();
        return new RunningHost() {
            @Override
            public int port() {
                return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
            }

            @Override
            public void close() {
                undertow.stop();
            }
        };
    }

    /** It closes the connection where a read of chunks fails. */
    @Override
    protected List<String> alsoRefusesWith() {
        return List.of("-");
    }

    @Override
    protected boolean mayStayOpenAfterRefusal() {
        return true;
    }

    @Override
    protected Map<String, String> otherwise() {
        Map<String, String> all = new HashMap<>();
        // Unfolds fields, and takes versions and schemes that there are not
        all.putAll(all(
                "200",
                "version HTTP/1.2",
                "version HTTP/3.7",
                "absolute form of ftp",
                "Host folded",
                "folded field",
                "field folded with a tab",
                "length folded"));
        all.putAll(all("200 4xx", "chunked folded"));
        // Takes anything between the digits of a chunk's size and the next LF, and anything up to it behind a chunk
        all.putAll(all(
                "200",
                "space behind the chunk size",
                "comma in the chunk size",
                "chunk size of 1000 digits",
                "chunk size ends with bare LF",
                "chunk size with NUL",
                "extension of 10000 octets",
                "extension without semicolon"));
        all.putAll(all(
                "200 4xx",
                "chunk longer than its size",
                "chunk ends with bare LF",
                "last chunk ends with bare LF",
                "body ends with bare LF",
                "extension with bare LF",
                "extension with bare CR",
                "extension with a line end in quotes"));
        // Reads trailers, for nobody
        all.putAll(all(
                "200",
                "Host as trailer",
                "trailer with a space before the colon",
                "trailer of 20000 octets",
                "trailers without number"));
        all.putAll(all("200 4xx", "length as trailer", "coding as trailer", "trailer with bare LF"));
        // Has larger limits by default
        all.putAll(all(
                "200",
                "head of 20000 octets",
                "name of 20000 octets",
                "target of 20000 octets",
                "query of 20000 octets"));
        // Loses an answer that waits to be sent with the next one, if the next request is malformed
        all.putAll(all(
                "4xx/lost",
                "HTTP/2 preface after a request",
                "pipelined, the second wrong",
                "empty line between requests",
                "coding with a space in front"));
        return all;
    }
}
