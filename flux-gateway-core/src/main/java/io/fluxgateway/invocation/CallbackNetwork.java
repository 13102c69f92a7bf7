package io.fluxgateway.invocation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connects to hosts that clients named. A name is resolved once, all its addresses are checked, and the connection goes to
 * one of those: a name that means another address a moment later (DNS rebinding) gains nothing. Blocks. Thread-safe.
 *
 * @param resolver the addresses of a name
 * @param sockets  makes sockets that are not connected
 * @param tls      asked for at the first host with TLS
 */
record CallbackNetwork(Resolver resolver, Supplier<Socket> sockets, Supplier<SSLSocketFactory> tls) {
    /** That of this machine, with the certificate authorities that the Java platform trusts. */
    static final CallbackNetwork SYSTEM =
            new CallbackNetwork(host -> List.of(InetAddress.getAllByName(host)), () -> new Socket(Proxy.NO_PROXY), () ->
                    (SSLSocketFactory) SSLSocketFactory.getDefault());

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final int MOST_ADDRESSES = 4;

    /** Finds the addresses of a host. */
    @FunctionalInterface
    interface Resolver {
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    /**
     * Opens a connection.
     *
     * @param privateOnes whether the host may be in a private network
     * @param opened      is given each socket before it is connected, to close it when time is up
     */
    Socket connect(CallbackUrl target, boolean privateOnes, Consumer<Socket> opened) throws IOException {
        List<InetAddress> addresses = checked(target.host(), privateOnes);
        IOException failure = null;
        for (InetAddress address : addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()))) {
            Socket socket = sockets.get();
            opened.accept(socket);
            try {
                socket.connect(new InetSocketAddress(address, target.port()), (int) LONGEST_CONNECT.toMillis());
                socket.setTcpNoDelay(true);
                return target.isTls() ? secured(socket, target) : socket;
            } catch (CallbackException e) {
                socket.close();
                throw e;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw new CallbackException("callback_unreachable", "no connection to " + target.authority() + ": " + failure);
    }

    private List<InetAddress> checked(String host, boolean privateOnes) throws CallbackException {
        List<InetAddress> addresses;
        try {
            addresses = resolver.resolve(host);
        } catch (UnknownHostException e) {
            throw new CallbackException("callback_unreachable", "no host \"" + host + "\" was found");
        }
        for (InetAddress address : addresses) {
            String refusal = CallbackAddresses.refusal(address, privateOnes);
            if (refusal != null) {
                throw new CallbackException(
                        "callback_address_refused",
                        host + " is at " + address.getHostAddress() + ", a " + refusal
                                + " address (expected: public ones only)");
            }
        }
        return addresses;
    }

    /** For the name, whatever the address. */
    private Socket secured(Socket socket, CallbackUrl target) throws IOException {
        try {
            SSLSocket secure =
                    (SSLSocket) tls.get().createSocket(socket, target.host(), target.port(), /* autoClose= */ true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return secure;
        } catch (SSLException e) {
            throw new CallbackException("callback_tls_failed", target.authority() + ": " + e.getMessage());
        }
    }
}
