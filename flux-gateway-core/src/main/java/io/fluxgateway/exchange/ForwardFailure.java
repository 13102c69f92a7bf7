package io.fluxgateway.exchange;

/** Why a request brought no response head, or was not forwarded at all. */
public enum ForwardFailure {
    /** No connection could be made, or none was free in time. */
    UNREACHABLE,
    /** The connection ended, or something that is not HTTP came, before a response head. */
    NO_RESPONSE,
    /** The time limit passed. The upstream request was abandoned. */
    TIME_LIMIT,
    /** The client's body is larger than allowed. */
    REQUEST_TOO_LARGE,
    /** The client's body could not be read to its end. */
    REQUEST_BROKEN,
    /** The client's body came too slowly. */
    REQUEST_TOO_SLOW,
    /** The client asks for another protocol, such as WebSocket, which the host cannot forward. */
    UPGRADE_REQUESTED
}
