package io.fluxgateway.testkit;

import io.fluxgateway.exchange.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The application that a contract embeds the gateway in, in words of no particular host. A host's fixture runs it as the
 * host's applications are: a servlet, a handler.
 */
@FunctionalInterface
public interface Application {
    /**
     * Answers one request.
     *
     * @throws Exception to fail as applications do: the fixture hands it to the host as it is
     */
    void handle(Call call) throws Exception;

    /** One request and its response. The status is 200 unless it is set. */
    interface Call {
        String method();

        /** The path as the host shows it to its applications. */
        String path();

        /** The first value of a request field, or null. */
        @Nullable
        String header(String name);

        InputStream body() throws IOException;

        /** What the adapter tells the application of the caller; null if it tells nothing. */
        @Nullable
        Caller caller();

        /** What the adapter tells the application of the request ID; null if it tells nothing. */
        @Nullable
        String requestId();

        void status(int status);

        /** Replaces a response field. */
        void header(String name, String value);

        /** The response body. Flushing it sends the head, too. */
        OutputStream out() throws IOException;

        /**
         * Lets the host's thread go: {@link Application#handle} returns, the task goes on on another thread, and the
         * response ends with it.
         */
        void later(Task task);
    }

    /** What goes on later. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }
}
