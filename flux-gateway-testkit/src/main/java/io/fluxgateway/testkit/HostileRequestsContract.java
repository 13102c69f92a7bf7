package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Gateway;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Certifies that a host with the gateway stands a table of hostile requests, {@code hostile-requests.txt}, over a raw
 * socket. One server for all: what one request does to it, the next ones see.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HostileRequestsContract {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final List<Integer> REFUSALS =
            List.of(400, 401, 403, 404, 405, 408, 411, 413, 414, 417, 421, 426, 431, 501, 505);

    private @Nullable HostileGateway target;
    private @Nullable RunningHost host;

    /** Starts a server with the gateway in front of the application, as {@link HostContract#start} does. */
    protected abstract RunningHost start(Gateway gateway, Application application) throws Exception;

    // Legal differences between hosts

    /**
     * What this host answers in place of what the table says, by name, in the table's form; {@code itself} is a success that
     * no function has to do with, and {@code lost}
     * in place of a function's answer that was lost. Each is harmless, and the method that overrides this says why.
     */
    protected Map<String, String> otherwise() {
        return Map.of();
    }

    /** A refusal of this host's own besides those of the 4xx kind, 501 and 505. */
    protected List<String> alsoRefusesWith() {
        return List.of();
    }

    /** For {@link #otherwise}: one answer to requests of these names. */
    protected static Map<String, String> all(String answers, String... names) {
        return Arrays.stream(names).collect(Collectors.toMap(name -> name, name -> answers));
    }

    /** Whether the connection may stay open behind a refusal, since the host knows where the next request begins. */
    protected boolean mayStayOpenAfterRefusal() {
        return false;
    }

    @BeforeAll
    final void startHost() throws Exception {
        HostileGateway made = new HostileGateway();
        target = made;
        host = start(made.gateway, made.application);
    }

    @AfterAll
    final void stopHost() throws Exception {
        if (host != null) {
            host.close();
        }
        if (target != null) {
            target.close();
        }
    }

    static List<String> functions() {
        return HostileGateway.FUNCTIONS;
    }

    /** Of all requests in one test, since a report of each would take longer than the requests. */
    @ParameterizedTest
    @MethodSource("functions")
    final void hostileRequestsReachNothingButWhatTheirKeyIsFor(String function) {
        List<String> failures = new ArrayList<>();
        for (HostileRequest request : HostileRequest.all()) {
            try {
                send(function, request);
            } catch (AssertionError | IOException e) {
                failures.add(request + ": " + e);
            }
        }
        assertThat(failures).isEmpty();
    }

    private void send(String function, HostileRequest request) throws IOException {
        HostileGateway gateway = Objects.requireNonNull(target);
        gateway.reached.clear();
        List<List<String>> expected = expected(request);
        try (RawClient client = new RawClient(Objects.requireNonNull(host).port())) {
            client.socket().setSoTimeout(PATIENCE_MILLIS);
            client.sendUnlessClosed(request.bytes(function, gateway.key));
            if (request.halfOpen()) {
                client.shutDownOutput();
            }
            List<String> answers = new ArrayList<>();
            boolean closed = answers(client, request, expected.size(), answers);
            check(function, expected, answers);
            if (closed || (request.closes() && !mayStayOpenAfterRefusal())) {
                assertThat(client.isClosedByPeer())
                        .as("closed behind %s", answers)
                        .isTrue();
            } else if (!request.halfOpen()) {
                nextIsAnsweredOrClosed(client, gateway, function, answers);
            }
        }
        assertThat(gateway.wronglyForwarded).isEmpty();
        assertThat(gateway.reached)
                .noneMatch(path -> path.contains("smuggled"))
                .noneMatch(path -> path.startsWith("/b"));
    }

    private List<List<String>> expected(HostileRequest request) {
        String other = otherwise().get(request.name());
        return other == null
                ? request.answers()
                : Stream.of(other.split(" "))
                        .map(each -> Arrays.asList(each.split("/")))
                        .toList();
    }

    /** Reads answers; true if the connection is, or is to be, closed behind them. */
    private static boolean answers(RawClient client, HostileRequest request, int most, List<String> answers)
            throws IOException {
        boolean toHead = request.text().startsWith("HEAD");
        while (answers.size() < most) {
            try {
                RawClient.Response answer = client.response(toHead);
                if (answer.status() != 100) {
                    answers.add(String.valueOf(answer.status()));
                    if ("close".equalsIgnoreCase(answer.header("connection"))) {
                        return true;
                    }
                }
            } catch (EOFException | SocketException e) {
                answers.add("-");
                return true;
            }
        }
        return false;
    }

    private void check(String function, List<List<String>> expected, List<String> answers) {
        assertThat(answers).as("answers").hasSize(expected.size());
        for (int i = 0; i < answers.size(); i++) {
            String answer = answers.get(i);
            List<String> right = expected.get(i);
            boolean refused = !answer.equals("-") && REFUSALS.contains(Integer.parseInt(answer));
            boolean own = alsoRefusesWith().contains(answer);
            boolean application = function.equals("h") && (answer.equals("-") || answer.equals("500"));
            boolean itself = answer.equals("200") && right.contains("itself");
            assertThat(itself || right.contains(answer) || (right.contains("4xx") && (refused || own || application)))
                    .as("answers %s (expected: %s)", answers, expected)
                    .isTrue();
        }
        long successes = 0;
        for (int i = 0; i < answers.size(); i++) {
            successes += expected.get(i).contains("lost") ? 1 : 0;
            successes += answers.get(i).equals("200") && !expected.get(i).contains("itself") ? 1 : 0;
        }
        assertThat(Objects.requireNonNull(target).reached)
                .as("requests that a function got, with answers %s", answers)
                .hasSize((int) successes);
    }

    private static void nextIsAnsweredOrClosed(
            RawClient client, HostileGateway gateway, String function, List<String> answers) throws IOException {
        RawClient.Response next;
        try {
            client.send(gateway.probe(function, "next"));
            next = client.response();
        } catch (EOFException | SocketException e) {
            return; // closed
        }
        assertThat(next.text())
                .as("the next answer behind %s: %s", answers, next)
                .isEqualTo("/" + function + "/next");
        gateway.reached.remove(next.text());
    }
}
