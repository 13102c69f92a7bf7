package io.fluxgateway.invocation;

/** Is told of attempts. Called on the thread of the {@link InvocationWorkers}: must neither block nor throw. */
@FunctionalInterface
public interface AttemptListener {
    /** Does nothing. */
    AttemptListener NONE = (lease, settlement) -> {};

    /** An attempt is over, and what follows from it is stored. */
    void ended(Lease lease, Settlement settlement);
}
