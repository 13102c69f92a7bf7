package io.fluxgateway.invocation;

/**
 * What tells whether a request repeats an earlier one (draft-ietf-httpapi-idempotency-key-header).
 *
 * @param key         64 lower-case hexadecimal digits: SHA-256 of all within which the client's key is unique, and of it
 * @param fingerprint 64 lower-case hexadecimal digits: SHA-256 of the request itself
 */
public record Idempotency(String key, String fingerprint) {}
