package io.fluxgateway.jdbc;

import io.fluxgateway.testkit.FrozenProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server of a test's own, that it can stop, freeze and start again. */
final class PostgresServer implements AutoCloseable {
    private final Path data;
    private final int port;
    private final List<FrozenProcess> frozen = new ArrayList<>();
    private EmbeddedPostgres running;

    /** Starts it. */
    PostgresServer(Path data) throws IOException {
        this.data = data;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start();
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
    }

    /** Starts it again where it was, with what it had. */
    void start() throws IOException {
        running = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
    }

    void stop() throws IOException {
        running.close();
    }

    /** Whether it is a replica from its next start on: nobody can write to it. */
    void replica(boolean replica) throws IOException {
        Path mark = data.resolve("standby.signal");
        if (replica) {
            Files.createFile(mark);
        } else {
            Files.delete(mark);
        }
    }

    /** Leaves its connections open, but answers nothing. */
    void freeze() throws IOException {
        ProcessHandle main = ProcessHandle.of(Long.parseLong(
                        Files.readAllLines(data.resolve("postmaster.pid")).get(0)))
                .orElseThrow();
        frozen.add(FrozenProcess.freeze(main.pid())); // first: it starts no others then
        for (ProcessHandle other : main.descendants().toList()) {
            frozen.add(FrozenProcess.freeze(other.pid()));
        }
    }

    void thaw() throws IOException {
        for (FrozenProcess process : frozen) {
            process.thaw();
        }
        frozen.clear();
    }

    @Override
    public void close() throws IOException {
        running.close();
    }
}
