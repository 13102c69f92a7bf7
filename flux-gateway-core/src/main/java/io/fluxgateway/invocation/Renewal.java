package io.fluxgateway.invocation;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the leases of what runs last on, and finds out which are lost. Belongs to the loop of the workers. */
final class Renewal {
    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
    private static final int PER_LEASE = 3;
    private static final int PER_LEASE_AFTER_FAILURE = 10;

    private final InvocationQueue queue;
    private final InFlight inFlight;
    private final Loop loop;
    private final Duration lease;
    private final OncePerMinute failures = new OncePerMinute();

    Renewal(InvocationQueue queue, InFlight inFlight, Loop loop, Duration lease) {
        this.queue = queue;
        this.inFlight = inFlight;
        this.loop = loop;
        this.lease = lease;
    }

    void start() {
        loop.after(lease.dividedBy(PER_LEASE), this::renew);
    }

    private void renew() {
        List<Lease> held = inFlight.leases();
        if (held.isEmpty()) {
            start();
        } else {
            loop.call(() -> queue.renew(held, lease), this::renewed);
        }
    }

    private void renewed(@Nullable Set<Lease> lost, @Nullable Throwable error) {
        if (lost == null) {
            if (failures.isDue()) {
                LOG.warn("leases could not be renewed; it is tried again: {}", String.valueOf(error));
            }
            loop.after(lease.dividedBy(PER_LEASE_AFTER_FAILURE), this::renew);
            return;
        }
        for (Running running : inFlight.all()) {
            Lease own = running.lease;
            running.lost |=
                    lost.stream().anyMatch(other -> other.id().equals(own.id()) && other.attempt() == own.attempt());
        }
        start();
    }
}
