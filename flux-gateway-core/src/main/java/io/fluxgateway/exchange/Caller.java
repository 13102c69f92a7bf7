package io.fluxgateway.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, as authentication found out.
 *
 * @param keyId   identifies the credential; quotas count by it
 * @param keyName the name the credential was given, shown to functions and in traces
 * @param project the project that the credential belongs to
 * @param quota   the credential's own quota; null if it has that of its project's plan
 */
public record Caller(
        String keyId,
        String keyName,
        String project,
        @Nullable Quota quota) {

    /** With the quota of its project's plan. */
    public Caller(String keyId, String keyName, String project) {
        this(keyId, keyName, project, null);
    }
}
