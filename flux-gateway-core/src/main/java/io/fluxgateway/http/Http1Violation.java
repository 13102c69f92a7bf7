package io.fluxgateway.http;

/** Why bytes are not a request that the gateway takes (RFC 9112). Each is the end of its connection. */
public enum Http1Violation {
    REQUEST_LINE("the request line is not a method, one space, a target, one space and HTTP/1.1"),
    TARGET("the request target is neither a path nor an http or https URL, or has a character that must be escaped"),
    VERSION(Status.HTTP_VERSION_NOT_SUPPORTED, "http_version_not_supported", "use HTTP/1.1 or HTTP/2"),
    METHOD("the method is not a token"),
    CONNECT(Status.NOT_IMPLEMENTED, "method_not_supported", "CONNECT is for proxies, and this is none"),
    TRACE(Status.NOT_IMPLEMENTED, "method_not_supported", "TRACE would send credentials back"),
    LINE_END("a line ends with something else than CR and LF"),
    FIELD_NAME("a field's name is empty, or has a character that is not allowed, such as a space before the colon"),
    FIELD_VALUE("a field's value has a control character"),
    FOLDED("a field goes on in another line"),
    HEAD_SIZE(Status.REQUEST_HEADER_FIELDS_TOO_LARGE, "request_head_too_large", "the head is over the limit"),
    FIELD_COUNT(Status.REQUEST_HEADER_FIELDS_TOO_LARGE, "request_head_too_large", "the head has too many fields"),
    HOST("there has to be one Host field with a name or address, the same as in the target if that has one"),
    LENGTH("there may be one Content-Length, of digits only, and none beside Transfer-Encoding"),
    CODING("the only Transfer-Encoding is chunked, once, and not in HTTP/1.0"),
    CODING_UNKNOWN(
            Status.NOT_IMPLEMENTED, "transfer_coding_not_supported", "the only Transfer-Encoding here is chunked"),
    OF_CONNECTION("HTTP/2 has no fields for a connection, such as Connection, Transfer-Encoding and Upgrade"),
    RESERVED("the field x-flux-refused is the gateway's own"),
    CHUNK("a chunk's size, extension or end is not as it must be"),
    TRAILER("a trailer field is malformed, too large, or one that may not be a trailer");

    /**
     * The field by which an adapter hands on a request that stands for one that was refused. A client that sends it itself
     * is refused, too, so nobody gains by it.
     */
    public static final String FIELD = "x-flux-refused";

    private final int status;
    private final String code;
    private final String why;

    Http1Violation(String why) {
        this(Status.BAD_REQUEST, "request_framing_invalid", why);
    }

    Http1Violation(int status, String code, String why) {
        this.status = status;
        this.code = code;
        this.why = why;
    }

    /** What the client is told. Closes the connection. */
    public Problem problem() {
        String title = switch (status) {
            case Status.HTTP_VERSION_NOT_SUPPORTED -> "HTTP version not supported";
            case Status.REQUEST_HEADER_FIELDS_TOO_LARGE -> "Request head too large";
            case Status.NOT_IMPLEMENTED -> "Not implemented";
            default -> "Bad request";
        };
        return Problem.of(status, code, title, "The request was refused: " + why + ".")
                .withHeader(HeaderNames.CONNECTION, "close");
    }

    /** The violation of that name; {@link #RESERVED} if there is none. */
    public static Http1Violation named(String name) {
        for (Http1Violation each : values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return RESERVED;
    }
}
