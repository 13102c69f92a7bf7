package io.fluxgateway.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what servers let pass though it is not HTTP as the gateway speaks it, or frames a body ambiguously. */
public final class RequestFraming {
    private static final Problem VERSION = last(
            Status.HTTP_VERSION_NOT_SUPPORTED,
            "http_version_not_supported",
            "HTTP version not supported",
            "Use HTTP/1.1 or HTTP/2.");
    private static final Problem OLD_FRAMING =
            last(Status.BAD_REQUEST, "request_framing_invalid", "Bad request", "HTTP/1.0 has no transfer codings.");
    private static final Problem CODING = last(
            Status.NOT_IMPLEMENTED,
            "transfer_coding_not_supported",
            "Transfer coding not supported",
            "The only transfer coding of a request is chunked.");

    private RequestFraming() {}

    /** Where the request's body ends is not sure, so nothing may follow it on its connection. */
    private static Problem last(int status, String code, String title, String detail) {
        return Problem.of(status, code, title, detail).withHeader("connection", "close");
    }

    /**
     * Why a request is to be refused (RFC 9112 section 6.1); null if it is not.
     *
     * @param protocol as in the request line: {@code HTTP/1.1}
     * @param codings  the values of {@code Transfer-Encoding}; empty if there is none
     */
    public static @Nullable Problem problemWith(String protocol, List<String> codings) {
        boolean http10 = protocol.equals("HTTP/1.0");
        if (!http10 && !protocol.equals("HTTP/1.1") && !protocol.equals("HTTP/2.0")) {
            return VERSION;
        }
        if (codings.isEmpty()) {
            return null;
        }
        if (http10) {
            return OLD_FRAMING;
        }
        return codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked") ? CODING : null;
    }
}
