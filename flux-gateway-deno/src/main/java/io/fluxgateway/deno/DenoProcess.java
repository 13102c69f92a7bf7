package io.fluxgateway.deno;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.TraceSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Deno process, from its start to its end. It learns two secrets on its standard input: one that requests must
 * carry, and one that its bootstrap proves its own lines with. It ends when its standard input does. Thread-safe.
 */
final class DenoProcess {
    private static final Logger LOG = LoggerFactory.getLogger(DenoProcess.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 24;
    private static final int LONGEST_LINE = 65_536;
    private static final int LONGEST_TEXT = 8_000;
    private static final int MOST_START_LINES = 20;
    private static final Duration PING_LIMIT = Duration.ofSeconds(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(3);

    private static final String READY = "ready ";
    private static final String FAILED = "failed ";

    private final String function;
    private final TraceSink traces;
    private final String shownProject;
    private final String secret = secret();
    private final String token = secret();
    private final Process process;
    private final Thread reader;
    private final CompletableFuture<Endpoint> ready = new CompletableFuture<>();
    private final List<String> startLines = new ArrayList<>();

    private DenoProcess(FunctionManifest function, DenoOptions options, Process process) {
        this.function = function.name();
        this.traces = options.traces();
        this.shownProject = options.projectOf(function).toUri().toString();
        this.process = process;
        this.reader = new Thread(this::readOutput, "flux-deno-" + this.function);
    }

    /** Starts a process. Blocks for as long as the system needs. */
    static DenoProcess start(FunctionManifest function, DenoOptions options) throws FunctionStartException {
        try {
            ProcessBuilder command = new DenoCommand(options).of(function);
            DenoProcess started = new DenoProcess(function, options, command.start());
            started.begin(options.startTimeout());
            var unused = started.ready.whenComplete((endpoint, error) -> delete(DenoCommand.main(command)));
            return started;
        } catch (IOException e) {
            throw new FunctionStartException("Deno could not be run: " + e.getMessage(), e);
        }
    }

    private static void delete(Path main) {
        try {
            Files.deleteIfExists(main);
        } catch (IOException e) {
            LOG.debug("{} stays behind", main, e);
        }
    }

    private void begin(Duration limit) {
        reader.setDaemon(true);
        reader.start();
        try {
            OutputStream input = process.getOutputStream();
            input.write((secret + "\n" + token + "\n").getBytes(StandardCharsets.US_ASCII));
            input.flush(); // and left open
        } catch (IOException e) {
            LOG.debug("[{}] ended before it was told its secrets; its output says why", function, e);
        }
        var unused = ready.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((endpoint, error) -> {
            if (error instanceof TimeoutException) {
                kill();
            }
        });
    }

    /** Where it listens; or, exceptionally, a {@link FunctionStartException} that says why it does not. */
    CompletionStage<Endpoint> ready() {
        return ready.exceptionallyCompose(error -> CompletableFuture.failedFuture(
                error instanceof FunctionStartException
                        ? error
                        : new FunctionStartException("it did not listen in time" + said(), error)));
    }

    /** Calls back when the process has ended. */
    void onExit(Runnable listener) {
        var unused = process.onExit().thenRun(listener);
    }

    long pid() {
        return process.pid();
    }

    int exitCode() {
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it answers at all. Blocks for at most a second. */
    boolean answersPing(Endpoint endpoint) {
        try (Socket socket = new Socket()) {
            int limit = (int) PING_LIMIT.toMillis();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port()), limit);
            socket.setSoTimeout(limit);
            String request = "GET / HTTP/1.1\r\nHost: localhost\r\n" + HeaderNames.FLUX_SECRET + ": " + secret
                    + "\r\nx-flux-ping: 1\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Has it write what is reported and end; ends it if it does not soon. For one that has listened. */
    void end() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("[{}] ended already", function, e);
        }
        var unused = process.onExit()
                .orTimeout(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((ended, late) -> {
                    if (late != null) {
                        kill();
                    }
                });
    }

    /** Ends it at once. What it wrote until then is read all the same. */
    void kill() {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would also throw away what is not read yet
    }

    /** Waits until it has ended and what it wrote is read, for a bounded time. */
    void awaitEnd() {
        try {
            if (!process.waitFor(2 * END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("[{}] process {} did not end", function, process.pid());
            }
            reader.join(END_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readOutput() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = readLine(lines); line != null; line = readLine(lines)) {
                takeSafely(line);
            }
        } catch (IOException e) {
            LOG.debug("[{}] output ended", function, e);
        }
        // Output may end before the process does.
        var unused = process.onExit()
                .thenRun(() -> ready.completeExceptionally(new FunctionStartException(
                        "its process ended with exit code " + process.exitValue() + said())));
    }

    /** A line; of one that is too long, its beginning. */
    private static @Nullable String readLine(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = lines.read(); c != '\n'; c = lines.read()) {
            if (c < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            if (line.length() < LONGEST_LINE) {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Goes on after whatever a line does: the process would stand still if nobody read the next. */
    private void takeSafely(String line) {
        try {
            take(line);
        } catch (RuntimeException e) {
            LOG.warn("[{}] a line of its output could not be taken", function, e);
        }
    }

    private void take(String line) {
        int proof = line.indexOf(token);
        if (proof != 0) {
            // Of a function that wrote no whole line, what the bootstrap wrote next is in the same one.
            takeForeign(proof < 0 ? line : line.substring(0, proof));
        }
        if (proof >= 0) {
            takeOwn(line.substring(proof + token.length()).strip());
        }
    }

    /** What Deno itself says, or what a function writes past its console. */
    private void takeForeign(String line) {
        String text = line.substring(0, Math.min(line.length(), LONGEST_TEXT)).replace(shownProject, "");
        log(null, LogEvent.Level.INFO, text);
        traces.accept(new LogEvent(null, null, function, Instant.now(), LogEvent.Level.INFO, text, Map.of()));
    }

    private void takeOwn(String line) {
        if (line.startsWith(READY)) {
            int port = Integer.parseInt(line.substring(READY.length()));
            ready.complete(Endpoint.managed("127.0.0.1", port, Map.of(HeaderNames.FLUX_SECRET, secret)));
        } else if (line.startsWith(FAILED)) {
            ready.completeExceptionally(new FunctionStartException(line.substring(FAILED.length())));
        } else {
            take(FunctionReport.parse(function, line));
        }
    }

    private void take(@Nullable FunctionReport report) {
        LogEvent event = report == null ? null : report.log(shownProject);
        Span fetch = report == null ? null : report.fetch();
        if (event != null) {
            log(event.traceId(), event.level(), event.text());
            traces.accept(event);
        } else if (fetch != null) {
            traces.accept(fetch);
        }
    }

    private void log(@Nullable String requestId, LogEvent.Level level, String text) {
        for (String line : text.split("\n", -1)) {
            if (!ready.isDone()) {
                synchronized (startLines) {
                    if (startLines.size() < MOST_START_LINES) {
                        startLines.add(line);
                    }
                }
            }
            String id = requestId == null ? "-" : requestId;
            switch (level) {
                case ERROR -> LOG.error("[{}] [{}] {}", function, id, line);
                case WARN -> LOG.warn("[{}] [{}] {}", function, id, line);
                default -> LOG.info("[{}] [{}] {}", function, id, line);
            }
        }
    }

    private String said() {
        synchronized (startLines) {
            return startLines.isEmpty() ? "" : "; it said: " + String.join(" | ", startLines);
        }
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
