package io.fluxgateway.exchange;

/** Last chance to change response headers. Share one object between all exchanges where you can. */
@FunctionalInterface
public interface CommitHook {
    /** Called at most once, just before the response head leaves. Must not throw and must not block. */
    void beforeCommit(Exchange exchange);
}
