package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams and clients that fail. */
interface BrokenUpstreamCases extends HostCases {
    @Test
    default void anUpstreamThatIsNotThereIs502() throws Exception {
        try (RawClient client = connect(0)) {
            assertThat(client.exchange(getting("/down")).status()).isEqualTo(502);
            assertThat(client.exchange(getting("/hello/ann")).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc"
            })
    default void anUpstreamWithoutAUsableHeadIs502(String answer) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(answer);
                RawClient client = connect(upstream.port())) {
            RawClient.Response response = client.exchange(getting("/up/x"));

            assertThat(response.status()).isEqualTo(502);
            assertThat(GatewayCases.code(response)).startsWith("upstream_");
            assertThat(client.exchange(getting("/hello/ann")).status()).isEqualTo(200);
        }
    }

    @Test
    default void anUpstreamThatIsTooSlowIs504AndLeftAlone() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    self[0].awaitClose(connection);
                });
                RawClient client = connect(upstream.port())) {
            self[0] = upstream;
            assertThat(client.exchange(getting("/slow")).status()).isEqualTo(504);

            soon().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
            assertThat(client.exchange(getting("/hello/ann")).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"
            })
    default void anAnswerThatBreaksOffDoesNotLookComplete(String answer) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(answer)) {
            try (RawClient client = connect(upstream.port())) {
                client.send(getting("/up/x"));
                assertThatThrownBy(client::response).isInstanceOfAny(EOFException.class, SocketException.class);
            }
            try (RawClient client = new RawClient(host().port())) {
                client.send(head("GET /up/x", "Connection: close"));
                assertThatThrownBy(client::response).isInstanceOfAny(EOFException.class, SocketException.class);
            }
            soon().untilAsserted(() -> assertThat(contract().traces).hasSize(2));
        }
    }

    /** A kept connection that the upstream closed in the meantime is not the client's fault (RFC 9110 section 9.2.2). */
    @ParameterizedTest
    @CsvSource({"GET,200", "POST,502"})
    default void aStaleConnectionIsReplacedWhereTheRequestMayBeRepeated(String method, int status) throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send(OK);
                    if (number == 1) {
                        connection.head(); // takes the request and closes without an answer
                    }
                });
                RawClient client = connect(upstream.port())) {
            assertThat(client.exchange(getting("/up/x")).status()).isEqualTo(200);

            assertThat(client.exchange(head(method + " /up/x")).status()).isEqualTo(status);
        }
    }

    @Test
    default void anAnswerBeforeTheBodyWasSentIsRelayed() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
                    while (!connection.isClosedByPeer()) {
                        // takes what comes
                    }
                });
                RawClient client = connect(upstream.port())) {
            client.send(head("POST /up/x", "Content-Length: 5000000") + "x".repeat(100_000));
            if (!relaysWhileTheBodyIsSent()) {
                client.sendUnlessClosed("x".repeat(4_900_000));
            }

            RawClient.Response response = client.response();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.text()).isEqualTo("no");
        }
    }

    @Test
    default void aClientThatLeavesInItsBodyEndsTheUpstreamRequest() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            connection.head();
            connection.bytes(3);
            self[0].requests().add(new RawClient.Response("", java.util.List.of(), ""));
            self[0].awaitClose(connection);
        })) {
            self[0] = upstream;
            try (RawClient client = connect(upstream.port())) {
                client.send(head("POST /up/x", "Content-Length: 50") + "abc");
                soon().untilAsserted(() -> assertThat(upstream.requests()).hasSize(1));
            }
            soon().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
            soon().untilAsserted(() -> assertThat(contract().traces).hasSize(1));
        }
    }

    @Test
    default void aClientThatLeavesInTheAnswerEndsTheUpstreamRequest() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            try {
                while (true) {
                    connection.send("4\r\nping\r\n");
                }
            } catch (java.io.IOException e) {
                self[0].closedByGateway().incrementAndGet();
            }
        })) {
            self[0] = upstream;
            try (RawClient client = connect(upstream.port())) {
                client.send(getting("/up/x")).head();
                assertThat(client.chunk()).isNotEmpty();
            }
            soon().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
            soon().untilAsserted(() -> assertThat(contract().traces).hasSize(1));
        }
    }

    @Test
    default void aClientThatLeavesBeforeTheAnswerEndsTheUpstreamRequest() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        String path = noticesThatAClientLeftBeforeTheAnswer() ? "/up/x" : "/slow";
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            self[0].requests().add(connection.head());
            self[0].awaitClose(connection);
        })) {
            self[0] = upstream;
            try (RawClient client = connect(upstream.port())) {
                client.send(getting(path));
                soon().untilAsserted(() -> assertThat(upstream.requests()).hasSize(1));
            }
            soon().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
            soon().untilAsserted(() -> assertThat(contract().traces).hasSize(1));
        }
    }
}
