package io.fluxgateway.http;

/** Field names that the gateway reads or writes, in lower case. */
public final class HeaderNames {
    /** Every field of CORS has it (WHATWG Fetch). */
    public static final String ACCESS_CONTROL_PREFIX = "access-control-";

    public static final String ACCESS_CONTROL_ALLOW_HEADERS = "access-control-allow-headers";
    public static final String ACCESS_CONTROL_ALLOW_METHODS = "access-control-allow-methods";
    public static final String ACCESS_CONTROL_ALLOW_ORIGIN = "access-control-allow-origin";
    public static final String ACCESS_CONTROL_EXPOSE_HEADERS = "access-control-expose-headers";
    public static final String ACCESS_CONTROL_MAX_AGE = "access-control-max-age";
    public static final String ACCESS_CONTROL_REQUEST_HEADERS = "access-control-request-headers";
    public static final String ACCESS_CONTROL_REQUEST_METHOD = "access-control-request-method";
    public static final String AUTHORIZATION = "authorization";
    public static final String CACHE_CONTROL = "cache-control";
    public static final String CONTENT_LENGTH = "content-length";
    public static final String CONTENT_TYPE = "content-type";
    public static final String CONNECTION = "connection";
    public static final String FORWARDED = "forwarded";
    public static final String HOST = "host";
    public static final String IDEMPOTENCY_KEY = "idempotency-key";
    public static final String IDEMPOTENCY_REPLAYED = "idempotency-replayed";
    public static final String LOCATION = "location";
    public static final String ORIGIN = "origin";
    public static final String RATELIMIT = "ratelimit";
    public static final String RATELIMIT_POLICY = "ratelimit-policy";
    public static final String RETRY_AFTER = "retry-after";
    public static final String TRACEPARENT = "traceparent";
    public static final String TRACESTATE = "tracestate";
    public static final String TRANSFER_ENCODING = "transfer-encoding";
    public static final String USER_AGENT = "user-agent";
    public static final String VARY = "vary";
    /** Of a callback, the same for each attempt (Standard Webhooks 1.0). */
    public static final String WEBHOOK_ID = "webhook-id";

    public static final String WEBHOOK_SIGNATURE = "webhook-signature";
    /** When an attempt is made, in seconds since 1970 (UTC). */
    public static final String WEBHOOK_TIMESTAMP = "webhook-timestamp";

    public static final String WWW_AUTHENTICATE = "www-authenticate";
    public static final String X_FORWARDED_FOR = "x-forwarded-for";
    public static final String X_FORWARDED_HOST = "x-forwarded-host";
    public static final String X_FORWARDED_PROTO = "x-forwarded-proto";
    public static final String X_REQUEST_ID = "x-request-id";

    /** Every field of this prefix is the gateway's own: dropped when a client or a function sends it. */
    public static final String FLUX_PREFIX = "x-flux-";
    /** Where the result of a queued invocation is to be posted. Client to gateway. */
    public static final String FLUX_CALLBACK = "x-flux-callback";
    /** Name of the API key that the caller used. Gateway to function. */
    public static final String FLUX_KEY_NAME = "x-flux-key-name";
    /** Whom the caller's token speaks for. Gateway to function. */
    public static final String FLUX_SUBJECT = "x-flux-subject";
    /** With the name of a claim after it: what the caller's token claims. Gateway to function. */
    public static final String FLUX_CLAIM_PREFIX = "x-flux-claim-";
    /** Path parameters as one JSON object of strings, ASCII only. Gateway to managed function process. */
    public static final String FLUX_PARAMS = "x-flux-params";
    /** Proof that a request comes from the gateway. Gateway to managed function process. */
    public static final String FLUX_SECRET = "x-flux-secret";
    /** The function's span, which spans inside of it are children of. Gateway to managed function process. */
    public static final String FLUX_SPAN = "x-flux-span";
    /** Stable code of a failure inside a function process. Managed function process to gateway. */
    public static final String FLUX_ERROR = "x-flux-error";

    /** Which attempt of a queued invocation this is, from 1. Gateway to function. */
    public static final String FLUX_ATTEMPT = "x-flux-attempt";
    /** ID of the queued invocation, the same on each of its attempts. Gateway to function. */
    public static final String FLUX_INVOCATION = "x-flux-invocation";
    /** How long a queued invocation is to wait before it runs. Client to gateway. */
    public static final String FLUX_DELAY = "x-flux-delay";

    private HeaderNames() {}

    /** Whether a field's name starts with a prefix, in any case. */
    public static boolean hasPrefix(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
