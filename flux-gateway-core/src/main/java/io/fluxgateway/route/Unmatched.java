package io.fluxgateway.route;

/** What becomes of a request for a path at which no function is deployed. */
public enum Unmatched {
    /** It is authenticated and counted like any other, and then answered 404. */
    REJECT,

    /**
     * It goes on to the embedding application as it came: not authenticated, not counted, without CORS fields; only its
     * response is stamped with a request ID. A path at which a function is deployed stays behind the gateway for every
     * method, and so does each other spelling of it that an application may read as the same
     * ({@link RouteTable#covers}).
     */
    PASS_TO_HOST
}
