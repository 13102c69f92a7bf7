package io.fluxgateway.undertow;

import io.fluxgateway.Gateway;
import io.fluxgateway.testkit.Application;
import io.fluxgateway.testkit.HostContract;
import io.fluxgateway.testkit.RunningHost;
import io.fluxgateway.testkit.TestCertificate;
import io.fluxgateway.undertow.tls.ServerCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract once more, with clients that speak HTTP/2 over TLS; {@link Http2RequestTest} has what is its own. */
final class Http2HostContractTest extends HostContract {
    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.forNames(folder, "dns:localhost,ip:127.0.0.1");
        Files.writeString(folder.resolve("chain.pem"), certificate.chain());
        Files.writeString(folder.resolve("key.pem"), certificate.key());
    }

    @Override
    protected RunningHost start(Gateway gateway, Application application) throws Exception {
        FluxServer server = FluxServer.builder(UndertowHostContractTest.handler(gateway, application))
                .port(0)
                .tls(ServerCertificate.of(folder.resolve("chain.pem"), folder.resolve("key.pem")))
                .drainTimeout(Duration.ZERO)
                .start();
        Http2Front front = new Http2Front(server.port(), certificate.client());
        return new RunningHost() {
            @Override
            public int port() {
                return front.port();
            }

            @Override
            public void close() throws IOException {
                front.close();
                server.close();
            }
        };
    }

    @Override
    public boolean skipsInterimAnswers() {
        return false;
    }

    // What there is of HTTP/1 only, or the connection in between changes

    @Override
    public void http10ClientsAreServed() {}

    @Override
    public void aRequestWhoseFramingIsInDoubtIsRefused(String doubtful) {}

    @Override
    public void fieldsOfOneHopAreNotForwarded() {}

    @Override
    public void anotherProtocolIsRefusedClearly() {}

    @Override
    public void whereTheRequestCameFromIsSetAnew() {}

    @Override
    public void connectionsToAnUpstreamAreKept() {}

    @Override
    public void aStaleConnectionIsReplacedWhereTheRequestMayBeRepeated(String method, int status) {}

    // They say http where this is https

    @Override
    public void whatAClientSaysOfItselfIsNotBelieved() {}

    @Override
    public void whatTrustedProxiesSayIsBelievedUpToTheFirstThatIsNot() {}

    /** Undertow refuses some of them by itself, so that the refusal has no request ID. */
    @Override
    public void anAmbiguousPathIs400OnEveryHost(String path) {}
}
