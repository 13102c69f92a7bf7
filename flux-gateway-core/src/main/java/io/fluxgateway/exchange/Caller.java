package io.fluxgateway.exchange;

/**
 * Who makes a request, as authentication found out.
 *
 * @param keyId   identifies the credential; quotas count by it
 * @param keyName the name the credential was given, shown to functions and in traces
 * @param project the project that the credential belongs to
 */
public record Caller(String keyId, String keyName, String project) {}
