package io.fluxgateway.invocation;

import io.fluxgateway.invocation.Claim.Lane;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What runs in this process, and how much more may. Belongs to the loop of the workers. */
final class InFlight {
    private final InvocationOptions options;
    private final Map<String, Running> byId = new LinkedHashMap<>();
    private final Map<Lane, Integer> byLane = new HashMap<>();

    InFlight(InvocationOptions options) {
        this.options = options;
    }

    Running add(Lease lease) {
        Running running = new Running(lease);
        byId.put(lease.id(), running);
        byLane.merge(running.lane, 1, Integer::sum);
        return running;
    }

    @Nullable
    Running find(String id) {
        return byId.get(id);
    }

    boolean has(Running running) {
        return byId.get(running.lease.id()) == running;
    }

    /**
     * Takes one out.
     *
     * @return whether there was no room for another one beside it, so that there may be some that wait for just this
     */
    boolean remove(Running running) {
        if (!byId.remove(running.lease.id(), running)) {
            return false;
        }
        Integer left = byLane.computeIfPresent(running.lane, (lane, count) -> count == 1 ? null : count - 1);
        int before = left == null ? 1 : left + 1;
        return before >= options.perFunction() || byId.size() + 1 >= options.total();
    }

    /** How many more may run. */
    int room() {
        return options.total() - byId.size();
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    /** The leases of all that runs, also of what is lost. */
    List<Lease> running() {
        return byId.values().stream().map(running -> running.lease).toList();
    }

    Collection<Running> all() {
        return List.copyOf(byId.values());
    }

    /** The leases that are this process's own, as far as it knows. */
    List<Lease> leases() {
        return byId.values().stream()
                .filter(running -> !running.lost)
                .map(running -> running.lease)
                .toList();
    }
}
