package io.fluxgateway.invocation;

import io.fluxgateway.invocation.Claim.Lane;
import org.jspecify.annotations.Nullable;

/** An attempt that this process makes, until what follows from it is stored. Belongs to the loop of the workers. */
final class Running {
    final Lane lane;
    final long startNanos = System.nanoTime();
    final Pause pause = new Pause();

    /** Another one, if the invocation was claimed anew by the process that runs it anyway. */
    Lease lease;
    /** What is to be stored; null while it runs. */
    @Nullable
    Settlement settlement;
    /** Whether somebody else has the invocation now. */
    boolean lost;

    Running(Lease lease) {
        this.lease = lease;
        this.lane = Lane.of(lease.invocation());
    }

    boolean ends() {
        return settlement != null;
    }

    @Override
    public String toString() {
        return "[" + lane.function() + "] [" + lease.invocation().requestId() + "] "
                + (lane.kind() == Invocation.Kind.CALLBACK ? "callback, attempt " : "attempt ") + lease.attempt();
    }
}
