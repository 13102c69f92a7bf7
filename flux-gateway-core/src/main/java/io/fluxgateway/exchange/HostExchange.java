package io.fluxgateway.exchange;

import io.fluxgateway.http.Problem;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one port that an adapter implements: a server's native request and response, and the ways to move their bytes.
 * Translation only; every rule is in core.
 *
 * <p>Threads: an exchange is worked on by one thread at a time. Core calls {@link #resume} from any thread, everything
 * else only from the thread that works on the exchange.
 */
public interface HostExchange {

    // The request head

    /** The method token as received. */
    String method();

    /**
     * Why the request cannot be trusted as it came: a protocol version or a framing that the host's server let pass though
     * it is not sure. Null if nothing speaks against it. A host whose server refuses such requests has nothing to say.
     */
    default @Nullable Problem refusal() {
        return null;
    }

    /** {@code http} or {@code https}, of the client's connection. */
    String scheme();

    /** The path of the request target as received: percent-encoded, without query, not normalised. */
    String rawPath();

    /** The query as received, without {@code ?}; null if there is none. */
    @Nullable
    String rawQuery();

    /** The IP address of the peer in text form, without zone; null if it is not known. */
    @Nullable
    String peerAddress();

    /**
     * How far what the host does with this request is behind: about how long a request waits until the host comes to it, in
     * nanoseconds. Default: 0, for a host that cannot tell.
     */
    default long lagNanos() {
        return 0;
    }

    /** The first value of a request field, or null. */
    @Nullable
    String requestHeader(String name);

    /** All values of a request field, in order. */
    List<String> requestHeaders(String name);

    /** Calls the consumer with each request field; names in any case. */
    void eachRequestHeader(BiConsumer<String, String> consumer);

    // The response head; changes after it was committed have no effect

    /** Status of the response as it is now. */
    int responseStatus();

    void setResponseStatus(int status);

    @Nullable
    String responseHeader(String name);

    /** Replaces all response fields of that name. */
    void setResponseHeader(String name, String value);

    void addResponseHeader(String name, String value);

    void removeResponseHeader(String name);

    /** Removes all response fields whose names start so, in any case. */
    void removeResponseHeaders(String prefix);

    /** True once the response head cannot be changed any more. */
    boolean isCommitted();

    // The verbs

    /**
     * Answers and ends the exchange; status and media type are already set. A request body that was not read does not delay the answer. For {@code HEAD} the
     * head is the same and the body is left out.
     */
    void respond(byte[] body);

    /**
     * Lets go of the current thread. The task runs when it is safe to call {@link #resume}: at once, or after the
     * host's call stack was unwound.
     */
    void suspend(Runnable task);

    /** Goes on with a suspended exchange on a thread of the host's (its I/O thread if it has one). Any thread. */
    void resume(Runnable task);

    /** Lets go of the current thread and runs the task on one that may block. */
    void offload(Runnable task);

    /**
     * Reads the whole request body, then gives it to the receiver on a thread on which the exchange may go on.
     *
     * @param maxBytes a larger body is not read to its end
     */
    void readBody(int maxBytes, BodyReceiver receiver);

    /**
     * Streams the request to an endpoint and its answer back, in both directions without keeping bodies in memory. The
     * host reports to the forwarding what happens and asks it for every decision.
     */
    void forward(Forwarding forwarding);

    /**
     * Hands the exchange to the rest of the application. What it answers, streams or throws is not the gateway's: the host
     * only reports it to the proceeding.
     */
    void proceedToHost(Proceeding proceeding);

    /**
     * Whether the client's connection ended before the whole response was sent, as far as the host can tell. Asked when the
     * exchange is over.
     */
    boolean isClientGone();

    /** Breaks the client's connection off: the response cannot be finished. */
    void abort();

    /**
     * Registers what is called exactly once when the exchange is over: response sent or connection lost. Called by core
     * once, before anything else.
     */
    void onComplete(Runnable listener);

    /** Receives a request body. */
    interface BodyReceiver {
        void received(byte[] body);

        /**
         * {@link ForwardFailure#REQUEST_TOO_LARGE}, {@link ForwardFailure#REQUEST_BROKEN} or {@link
         * ForwardFailure#REQUEST_TOO_SLOW}.
         */
        void failed(ForwardFailure failure);
    }
}
