package io.fluxgateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.exchange.WebhookSecret;
import io.fluxgateway.http.Headers;
import io.fluxgateway.http.OriginPattern;
import io.fluxgateway.testkit.ManualClock;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import io.fluxgateway.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callbacks over real sockets, TLS included; names and public addresses are the test's. */
class CallbackRunnerTest {
    private static final String HOST = "hooks.example.com";
    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String REQUEST_ID = "5be02c11000000000000000000000000";
    private static final String BODY = "{\"status\":\"succeeded\",\"n\":\"\u00e9\"}";
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_780_000_000L));
    private final WebhookSecret secret = WebhookSecret.generate();
    private final List<WebhookSecret> secrets = new CopyOnWriteArrayList<>(List.of(secret));
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<InetAddress> connected = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile CallbackPolicy policy = policy(false, "https://*.example.com", "http://*.example.com");
    private volatile Map<String, List<String>> addresses = Map.of(HOST, List.of("93.184.216.34"));
    private Duration timeLimit = Duration.ofSeconds(20);

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.forNames(folder, "dns:" + HOST);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void theResultIsPostedToTheNamedHostOverTlsWithASignatureThatAnybodyCanCheck() throws Exception {
        List<String> bodies = new CopyOnWriteArrayList<>();
        List<String> names = new CopyOnWriteArrayList<>();
        RawUpstream receiver = receiver((connection, number) -> {
            try (SSLSocket secure = secured(connection);
                    RawClient client = new RawClient(secure)) {
                RawClient.Response head = client.head();
                ((ExtendedSSLSession) secure.getSession())
                        .getRequestedServerNames()
                        .forEach(name -> names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
                bodies.add(body(client, head));
                upstream().requests().add(head);
                client.send(OK);
            }
        });

        Outcome outcome = post(receiver, "https://" + HOST + "/hooks?of=shop");

        assertThat(status(outcome)).isEqualTo(200);
        RawClient.Response request = receiver.requests().get(0);
        assertThat(request.statusLine()).isEqualTo("POST /hooks?of=shop HTTP/1.1");
        assertThat(request.all("host")).containsExactly(HOST);
        assertThat(request.all("content-type")).containsExactly("application/json");
        assertThat(request.all("user-agent")).containsExactly("flux-gateway");
        assertThat(request.all("x-request-id")).containsExactly(REQUEST_ID);
        assertThat(request.all("webhook-id")).containsExactly(ID);
        assertThat(request.all("webhook-timestamp")).containsExactly("1780000000");
        assertThat(request.all("webhook-signature"))
                .containsExactly("v1," + hmac(secret, ID + ".1780000000." + bodies.get(0)));
        assertThat(bodies).containsExactly(BODY);
        assertThat(names).containsExactly(HOST);
        assertThat(connected).containsExactly(InetAddress.getByName("93.184.216.34"));
    }

    @Test
    void aLaterAttemptHasTheSameIdButItsOwnTimeAndSignature() throws Exception {
        policy = policy(true, "http://*.example.com");
        RawUpstream receiver = answering(OK);

        post(receiver, "http://" + HOST + "/");
        clock.advance(Duration.ofMinutes(5));
        post(receiver, "http://" + HOST + "/");

        RawClient.Response first = receiver.requests().get(0);
        RawClient.Response second = receiver.requests().get(1);
        assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
        assertThat(second.header("webhook-timestamp")).isEqualTo("1780000300");
        assertThat(second.header("webhook-signature")).isEqualTo("v1," + hmac(secret, ID + ".1780000300." + BODY));
    }

    @Test
    void whileASecretIsReplacedBothSign() throws Exception {
        policy = policy(true, "http://*.example.com");
        RawUpstream receiver = answering(OK);
        WebhookSecret next = WebhookSecret.generate();
        secrets.add(0, next);

        post(receiver, "http://" + HOST + "/");

        String signed = ID + ".1780000000." + BODY;
        assertThat(receiver.requests().get(0).header("webhook-signature"))
                .isEqualTo("v1," + hmac(next, signed) + " v1," + hmac(secret, signed));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 299, 301, 302, 307, 400, 404, 410, 429, 500, 503})
    void theStatusOfTheReceiverIsTheOutcomeAndARedirectIsNotFollowed(int status) throws Exception {
        policy = policy(true, "http://*.example.com");
        RawUpstream receiver = answering("HTTP/1.1 " + status + " x\r\nlocation: http://" + HOST
                + "/other\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n");

        Outcome outcome = post(receiver, "http://" + HOST + "/");

        assertThat(status(outcome)).isEqualTo(status);
        assertThat(Objects.requireNonNull(outcome.response()).headers().first("retry-after"))
                .isEqualTo("7");
        assertThat(outcome.error()).isNull();
        assertThat(receiver.connections()).hasValue(1);
    }

    @Test
    void aReceiverThatSendsForeverKeepsNothingBusyOnceItsHeadIsThere() throws Exception {
        policy = policy(true, "http://*.example.com");
        RawUpstream receiver = receiver((connection, number) -> {
            note(connection);
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                connection.send("endless ");
            }
        });

        assertThat(status(post(receiver, "http://" + HOST + "/"))).isEqualTo(200);
        awaitClosed();
    }

    @Test
    void aReceiverThatAnswersWithoutReadingTheBodyIsHeard() throws Exception {
        policy = policy(true, "http://*.example.com");
        RawUpstream receiver = receiver((connection, number) -> {
            connection.head();
            connection.send("HTTP/1.1 410 Gone\r\n\r\n");
        });

        Outcome outcome = post(receiver, invocation("http://" + HOST + "/", new byte[8 << 20]));

        assertThat(status(outcome)).isEqualTo(410);
    }

    @Test
    void aReceiverThatDripsIsLeftWhenTimeIsUp() throws Exception {
        policy = policy(true, "http://*.example.com");
        timeLimit = Duration.ofSeconds(2);
        RawUpstream receiver = receiver((connection, number) -> {
            note(connection);
            connection.send("HTTP/1.1 200 OK\r\n");
            while (true) {
                connection.send("a");
                TimeUnit.MILLISECONDS.sleep(5);
            }
        });

        Outcome outcome = post(receiver, "http://" + HOST + "/");

        assertThat(outcome.error()).isEqualTo("callback_timeout");
        assertThat(outcome.detail()).isEqualTo("no response within 2000 ms");
        awaitClosed();
    }

    @Test
    void aReceiverThatDoesNotEndTheHandshakeIsLeftWhenTimeIsUp() throws Exception {
        timeLimit = Duration.ofSeconds(2);
        RawUpstream receiver = receiver((connection, number) -> readToTheEnd(connection));

        assertThat(post(receiver, "https://" + HOST + "/").error()).isEqualTo("callback_timeout");
        awaitClosed();
    }

    @Test
    void aReceiverThatReadsNothingIsLeftWhenTimeIsUp() throws Exception {
        policy = policy(true, "http://*.example.com");
        timeLimit = SHORT;
        CountDownLatch over = new CountDownLatch(1);
        RawUpstream receiver = receiver((connection, number) -> over.await(20, TimeUnit.SECONDS));

        Outcome outcome = post(receiver, invocation("http://" + HOST + "/", new byte[64 << 20]));
        over.countDown();

        assertThat(outcome.error()).isEqualTo("callback_timeout");
    }

    @Test
    void aLookUpThatHangsHoldsUpNobodyWhoWaitsForTheOutcome() throws Exception {
        timeLimit = SHORT;
        CountDownLatch release = new CountDownLatch(1);
        CallbackRunner runner = runner(new CallbackNetwork(
                host -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException(host);
                },
                Socket::new,
                certificate.client()::getSocketFactory));

        Outcome outcome = run(runner, invocation("https://" + HOST + "/", new byte[0]));
        release.countDown();

        assertThat(outcome.error()).isEqualTo("callback_timeout");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK, callback_no_response",
        "hello, callback_no_response",
        "'hello\n', callback_bad_response"
    })
    void aReceiverThatSpeaksNoHttpGaveNoResponse(String text, String error) throws Exception {
        policy = policy(true, "http://*.example.com");

        assertThat(post(answering(text), "http://" + HOST + "/").error()).isEqualTo(error);
    }

    @Test
    void aHugeHeadIsNotReadToItsEnd() throws Exception {
        policy = policy(true, "http://*.example.com");
        RawUpstream receiver = receiver((connection, number) -> {
            note(connection);
            connection.send("HTTP/1.1 200 OK\r\n");
            while (true) {
                connection.send("a: b\r\n");
            }
        });

        assertThat(post(receiver, "http://" + HOST + "/").error()).isEqualTo("callback_bad_response");
    }

    @Test
    void aNameThatHasAnotherAddressTheNextTimeIsAskedForOnceAndReachedWhereItWasChecked() throws Exception {
        AtomicInteger times = new AtomicInteger();
        RawUpstream receiver = receiver((connection, number) -> {
            try (SSLSocket secure = secured(connection);
                    RawClient client = new RawClient(secure)) {
                client.head();
                client.send(OK);
            }
        });
        CallbackRunner runner = runner(network(receiver, host -> {
            String address = times.incrementAndGet() == 1 ? "93.184.216.34" : "127.0.0.1";
            return List.of(InetAddress.getByAddress(
                    host, InetAddress.getByName(address).getAddress()));
        }));

        assertThat(status(run(runner, invocation("https://" + HOST + "/", new byte[0]))))
                .isEqualTo(200);
        assertThat(times).hasValue(1);
        assertThat(connected).containsExactly(InetAddress.getByName("93.184.216.34"));

        Outcome second = run(runner, invocation("https://" + HOST + "/", new byte[0]));
        assertThat(second.error()).isEqualTo("callback_address_refused");
        assertThat(connected).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, loopback",
        "10.0.0.5, private",
        "169.254.169.254, cloud metadata",
        "::1, loopback",
        "fd12::1, private",
        "64:ff9b::7f00:1, loopback"
    })
    void nothingIsConnectedIfAnyOfTheAddressesIsRefused(String address, String kind) throws Exception {
        addresses = Map.of(HOST, List.of("93.184.216.34", address));

        Outcome outcome = post(answering(OK), "https://" + HOST + "/");

        assertThat(outcome.error()).isEqualTo("callback_address_refused");
        assertThat(outcome.detail()).startsWith(HOST + " is at ").contains("a " + kind + " address");
        assertThat(sockets).isEmpty();
    }

    @Test
    void anAddressInTheUrlIsCheckedLikeAnyOther() throws Exception {
        policy = policy(false, "https://127.0.0.1", "https://[::1]");
        CallbackRunner runner = runner(new CallbackNetwork(
                CallbackNetwork.SYSTEM.resolver(), Socket::new, certificate.client()::getSocketFactory));

        for (String url : List.of("https://127.0.0.1/", "https://[::1]/")) {
            assertThat(run(runner, invocation(url, new byte[0])).error()).isEqualTo("callback_address_refused");
        }
    }

    @Test
    void privateAddressesAreReachedWhereTheyAreAllowedAndTheirsOnly() throws Exception {
        policy = policy(true, "http://*.example.com");
        addresses = Map.of(HOST, List.of("10.0.0.5"), "meta.example.com", List.of("169.254.169.254"));
        RawUpstream receiver = answering(OK);

        assertThat(status(post(receiver, "http://" + HOST + "/"))).isEqualTo(200);
        assertThat(post(receiver, "http://meta.example.com/").error()).isEqualTo("callback_address_refused");
    }

    @Test
    void theNextAddressIsTriedIfOneCannotBeReached() throws Exception {
        policy = policy(true, "http://*.example.com");
        addresses = Map.of(HOST, List.of("192.168.0.99", "93.184.216.34"));

        assertThat(status(post(answering(OK), "http://" + HOST + "/"))).isEqualTo(200);
        assertThat(connected)
                .containsExactly(InetAddress.getByName("192.168.0.99"), InetAddress.getByName("93.184.216.34"));
    }

    @Test
    void aHostThatIsNotThereIsUnreachable() throws Exception {
        RawUpstream receiver = answering(OK);
        addresses = Map.of(HOST, List.of("93.184.216.99"));

        Outcome refused = post(receiver, "https://" + HOST + "/");
        Outcome unknown = post(receiver, "https://nobody.example.com/");

        assertThat(refused.error()).isEqualTo("callback_unreachable");
        assertThat(refused.detail()).startsWith("no connection to " + HOST + ": ");
        assertThat(unknown.error()).isEqualTo("callback_unreachable");
        assertThat(unknown.detail()).isEqualTo("no host \"nobody.example.com\" was found");
    }

    @Test
    void aCertificateOfAnotherNameIsRefusedBeforeAnythingIsSent() throws Exception {
        addresses = Map.of("other.example.com", List.of("93.184.216.34"));
        List<String> received = new CopyOnWriteArrayList<>();
        RawUpstream receiver = receiver((connection, number) -> {
            try (SSLSocket secure = secured(connection);
                    RawClient client = new RawClient(secure)) {
                received.add(client.line());
            }
        });

        Outcome outcome = post(receiver, "https://other.example.com/");

        assertThat(outcome.error()).isEqualTo("callback_tls_failed");
        assertThat(outcome.detail()).startsWith("other.example.com: ");
        assertThat(received).isEmpty();
    }

    @Test
    void anOriginThatIsAllowedNoMoreGetsNothing() throws Exception {
        RawUpstream receiver = answering(OK);
        policy = CallbackPolicy.OFF;

        Outcome outcome = post(receiver, "https://" + HOST + "/");

        assertThat(outcome.error()).isEqualTo("callback_origin_not_allowed");
        assertThat(asked).isEmpty();
        assertThat(receiver.connections()).hasValue(0);
    }

    @Test
    void withoutTlsNothingIsSentUnlessPrivateAddressesAreAllowed() throws Exception {
        assertThat(post(answering(OK), "http://" + HOST + "/").error()).isEqualTo("callback_origin_not_allowed");
        assertThat(sockets).isEmpty();
    }

    @Test
    void closingBreaksOffWhatIsUnderWayAndWhatWaits() throws Exception {
        policy = policy(true, "http://*.example.com");
        RawUpstream receiver = receiver((connection, number) -> readToTheEnd(connection));
        CallbackRunner runner = runner(network(receiver, this::resolve));
        List<CompletableFuture<Outcome>> outcomes = Stream.generate(
                        () -> runner.run(lease(invocation("http://" + HOST + "/", new byte[0])))
                                .toCompletableFuture())
                .limit(50)
                .toList();
        await().until(() -> receiver.connections().get() > 1);

        runner.close();
        runner.close();

        for (CompletableFuture<Outcome> outcome : outcomes) {
            assertThat(outcome.get(20, TimeUnit.SECONDS).error()).isEqualTo("callback_interrupted");
        }
        assertThat(receiver.connections().get()).as("at a time").isLessThanOrEqualTo(16);
        assertThat(run(runner, invocation("http://" + HOST + "/", new byte[0])).error())
                .isEqualTo("callback_busy");
    }

    private void awaitClosed() {
        assertThat(sockets).isNotEmpty();
        await().until(() -> sockets.stream().allMatch(Socket::isClosed));
    }

    private Outcome post(RawUpstream receiver, String url) throws Exception {
        return post(receiver, invocation(url, BODY.getBytes(StandardCharsets.UTF_8)));
    }

    private Outcome post(RawUpstream receiver, Invocation invocation) throws Exception {
        return run(runner(network(receiver, this::resolve)), invocation);
    }

    private static Outcome run(CallbackRunner runner, Invocation invocation) throws Exception {
        return runner.run(lease(invocation)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static Lease lease(Invocation invocation) {
        return new Lease(invocation, "worker", 1, 1);
    }

    private static Invocation invocation(String url, byte[] body) {
        return new Invocation(
                ID,
                REQUEST_ID,
                Invocation.Kind.CALLBACK,
                "send_receipt",
                "key",
                "/send_receipt",
                null,
                Map.of(),
                new Headers(),
                body,
                URI.create(url));
    }

    private CallbackRunner runner(CallbackNetwork network) {
        CallbackRunner runner = new CallbackRunner(() -> policy, clock, network, timeLimit);
        opened.add(runner);
        return runner;
    }

    /** Public addresses are this receiver's, but for those that end with 99. */
    private CallbackNetwork network(RawUpstream receiver, CallbackNetwork.Resolver resolver) {
        return new CallbackNetwork(
                resolver,
                () -> {
                    Socket socket = new Socket() {
                        @Override
                        public void connect(SocketAddress endpoint, int timeout) throws IOException {
                            InetAddress address = ((InetSocketAddress) endpoint).getAddress();
                            connected.add(address);
                            if (address.getHostAddress().endsWith(".99")) {
                                throw new SocketException("Connection refused by the test");
                            }
                            super.connect(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), receiver.port()), timeout);
                        }
                    };
                    sockets.add(socket);
                    return socket;
                },
                certificate.client()::getSocketFactory);
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        asked.add(host);
        List<InetAddress> found = new ArrayList<>();
        for (String address : addresses.getOrDefault(host, List.of())) {
            found.add(InetAddress.getByName(address));
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    private CallbackPolicy policy(boolean privateAddresses, String... origins) {
        return new CallbackPolicy(
                Stream.of(origins)
                        .map(origin -> OriginPattern.parse(origin).orElseThrow())
                        .toList(),
                privateAddresses,
                now -> secrets);
    }

    private RawUpstream receiver(RawUpstream.Script script) throws IOException {
        RawUpstream receiver = new RawUpstream(script);
        opened.add(receiver);
        return receiver;
    }

    private RawUpstream answering(String text) throws IOException {
        return receiver((connection, number) -> {
            note(connection);
            connection.send(text);
        });
    }

    /** Reads a request, and notes its head. */
    private void note(RawClient connection) throws IOException {
        RawClient.Response head = connection.head();
        String unused = body(connection, head);
        upstream().requests().add(head);
    }

    private static void readToTheEnd(RawClient connection) throws IOException {
        boolean closed = false;
        while (!closed) {
            closed = connection.isClosedByPeer();
        }
    }

    private RawUpstream upstream() {
        return opened.stream()
                .filter(RawUpstream.class::isInstance)
                .map(RawUpstream.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static String body(RawClient connection, RawClient.Response head) throws IOException {
        int length = Integer.parseInt(Objects.requireNonNull(head.header("content-length")));
        return new String(connection.bytes(length), StandardCharsets.UTF_8);
    }

    private static SSLSocket secured(RawClient connection) throws IOException {
        SSLSocketFactory factory = certificate.server().getSocketFactory();
        return (SSLSocket) factory.createSocket(connection.socket(), null, /* autoClose= */ true);
    }

    private static int status(Outcome outcome) {
        return Objects.requireNonNull(outcome.response(), () -> "no response: " + outcome)
                .status();
    }

    private static String hmac(WebhookSecret secret, String message) throws Exception {
        byte[] key = Base64.getDecoder().decode(secret.reveal().substring("whsec_".length()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
    }
}
