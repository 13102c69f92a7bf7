package io.fluxgateway.http;

/**
 * A request method (RFC 9110 section 9). Methods that no function can be deployed on are {@link #OTHER}.
 */
public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE,
    OPTIONS,
    /** Any other method token; the exchange still knows its name. */
    OTHER;

    /**
     * The method of that name. Method names are case-sensitive, so {@code get} is {@link #OTHER}.
     *
     * @param name the method token as received
     */
    public static Method of(String name) {
        return switch (name) {
            case "GET" -> GET;
            case "HEAD" -> HEAD;
            case "POST" -> POST;
            case "PUT" -> PUT;
            case "PATCH" -> PATCH;
            case "DELETE" -> DELETE;
            case "OPTIONS" -> OPTIONS;
            default -> OTHER;
        };
    }
}
