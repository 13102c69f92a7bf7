package io.fluxgateway.testkit;

import io.fluxgateway.Gateway;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Certifies an adapter: everything that a client can see of a gateway on a host, over a real socket. A subclass implements
 * {@link #start} and is run by JUnit; where its host legally differs, it overrides the method that says so.
 *
 * <p>Run it with a heap of at most 128 MB ({@code -Xmx128m}), so that a host which keeps bodies in memory fails.
 */
public abstract class HostContract extends GatewayContract
        implements ConnectionCases,
                BodyCases,
                ForwardingCases,
                BrokenUpstreamCases,
                StreamingCases,
                ApplicationCases,
                LoadCases {
    private @Nullable RunningHost host;

    /**
     * Starts a server on a free port of 127.0.0.1 with the gateway in front of the application, for requests of every path.
     * The server and the adapter have the options that users get by default; the gateway is closed by the contract.
     */
    protected abstract RunningHost start(Gateway gateway, Application application) throws Exception;

    // Legal differences between hosts

    /**
     * Whether a client that leaves before there is a response head is noticed, so that the upstream request ends at once
     * rather than at its time limit or with the attempt to answer. Where an API does not tell of it, no adapter can know.
     */
    @Override
    public boolean noticesThatAClientLeftBeforeTheAnswer() {
        return true;
    }

    /**
     * Whether an upstream's answer is relayed while the client still sends its body. A host with one thread for a request
     * sends the whole body first.
     */
    @Override
    public boolean relaysWhileTheBodyIsSent() {
        return true;
    }

    /**
     * Whether an upstream's interim answers (RFC 9110 section 15.2) other than {@code 100 Continue} are skipped; a client
     * that takes them for final ones makes it 502.
     */
    @Override
    public boolean skipsInterimAnswers() {
        return true;
    }

    /**
     * Whether the server says {@code 100 Continue} before the gateway sees the request, so also to a client that is then
     * refused.
     */
    @Override
    public boolean tellsToContinueBeforeTheGateway() {
        return false;
    }

    /**
     * Whether a request whose framing is in doubt reaches the gateway, so that its refusal has a request ID; most servers
     * refuse some of them on their own, with an answer of their own.
     */
    @Override
    public boolean seesRequest(String doubtful) {
        return false;
    }

    @Override
    public final RunningHost host() {
        return Objects.requireNonNull(host);
    }

    @Override
    final Sender open(Gateway running, Application application) throws Exception {
        RunningHost started = start(running, application);
        host = started;
        return new Sender() {
            @Override
            public RawClient.Response send(ContractRequest request) throws Exception {
                try (RawClient client = new RawClient(started.port())) {
                    return client.sendUnlessClosed(request.text()).response(request.isHead());
                }
            }

            @Override
            public void close() throws IOException {
                started.close();
            }
        };
    }
}
