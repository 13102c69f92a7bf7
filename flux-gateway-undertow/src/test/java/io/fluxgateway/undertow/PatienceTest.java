package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.testkit.Crowd;
import java.io.Closeable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.ChannelListeners;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

class PatienceTest {
    private static final int FOREVER = 600_000;
    private static final int MANY = 100;

    private final Queue<StreamConnection> accepted = new ConcurrentLinkedQueue<>();
    private final XnioWorker worker;

    PatienceTest() throws Exception {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    }

    @AfterEach
    void end() {
        worker.shutdownNow();
    }

    @Test
    void thoseThatSayNothingAreClosedAfterATime() throws Exception {
        Patience patience = new Patience(new OpenConnections(MANY), 50);
        try (Closeable server = accept(patience)) {
            assertThat(server).isNotNull();
            await("all are closed")
                    .untilAsserted(() -> assertThat(accepted).hasSize(MANY).noneMatch(StreamConnection::isOpen));
            assertThat(patience.waiting()).isZero();
        }
    }

    @Test
    void thoseThatAreKnownStay() throws Exception {
        Patience patience = new Patience(new OpenConnections(MANY), FOREVER);
        try (Closeable server = accept(patience)) {
            assertThat(server).isNotNull();
            await().untilAsserted(() -> assertThat(patience.waiting()).isEqualTo(MANY));
            accepted.forEach(patience::end);
            assertThat(patience.waiting()).isZero();
            assertThat(accepted).allMatch(StreamConnection::isOpen);
        }
    }

    @Test
    void thoseThatAreClosedBeforeAreNotKept() throws Exception {
        Patience patience = new Patience(new OpenConnections(MANY), FOREVER);
        try (Closeable server = accept(patience)) {
            assertThat(server).isNotNull();
            await().untilAsserted(() -> assertThat(patience.waiting()).isEqualTo(MANY));
            for (StreamConnection connection : accepted) {
                connection.close();
            }
            assertThat(patience.waiting()).isZero();
        }
    }

    /** Has many clients connect. */
    private Closeable accept(Patience patience) throws Exception {
        AcceptingChannel<? extends StreamConnection> server = worker.createStreamConnectionServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ChannelListeners.openListenerAdapter(connection -> {
                    accepted.add(connection);
                    patience.begin(connection);
                }),
                OptionMap.EMPTY);
        server.resumeAccepts();
        Crowd crowd = new Crowd(server.getLocalAddress(InetSocketAddress.class).getPort()).join(MANY, "");
        return () -> {
            crowd.close();
            server.close();
        };
    }
}
