package io.fluxgateway.invocation;

import io.fluxgateway.invocation.Claim.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The invocations that wait or run, by lane and key, each map in the order of turns: who had one goes to the end. Not
 * thread-safe.
 */
final class DueInvocations {
    private final Map<Lane, Map<String, TreeSet<QueuedInvocation>>> lanes = new LinkedHashMap<>();
    private int size;

    int size() {
        return size;
    }

    void add(QueuedInvocation queued) {
        lanes.computeIfAbsent(Lane.of(queued.invocation), lane -> new LinkedHashMap<>())
                .computeIfAbsent(queued.invocation.keyId(), key -> new TreeSet<>())
                .add(queued);
        size++;
    }

    void remove(QueuedInvocation queued) {
        Lane lane = Lane.of(queued.invocation);
        Map<String, TreeSet<QueuedInvocation>> keys = lanes.getOrDefault(lane, Map.of());
        TreeSet<QueuedInvocation> line = keys.get(queued.invocation.keyId());
        if (line == null || !line.remove(queued)) {
            return;
        }
        size--;
        if (line.isEmpty()) {
            keys.remove(queued.invocation.keyId());
        }
        if (keys.isEmpty()) {
            lanes.remove(lane);
        }
    }

    List<QueuedInvocation> all() {
        List<QueuedInvocation> all = new ArrayList<>(size);
        lanes.values().forEach(keys -> keys.values().forEach(all::addAll));
        return all;
    }

    /** Takes out those whose turn it is. */
    List<QueuedInvocation> take(Claim claim, long now) {
        Map<Lane, Integer> room = new HashMap<>();
        lanes.keySet().forEach(lane -> room.put(lane, claim.room(lane)));
        List<QueuedInvocation> taken = new ArrayList<>();
        QueuedInvocation next = next(claim, room, now);
        while (next != null) {
            taken.add(next);
            takeTurn(next);
            room.merge(Lane.of(next.invocation), -1, Integer::sum);
            next = taken.size() < claim.most() ? next(claim, room, now) : null;
        }
        return taken;
    }

    private @Nullable QueuedInvocation next(Claim claim, Map<Lane, Integer> room, long now) {
        for (Map.Entry<Lane, Map<String, TreeSet<QueuedInvocation>>> lane : lanes.entrySet()) {
            if (room.getOrDefault(lane.getKey(), 0) > 0) {
                for (TreeSet<QueuedInvocation> line : lane.getValue().values()) {
                    QueuedInvocation first = first(line, claim, now);
                    if (first != null) {
                        return first;
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable QueuedInvocation first(SortedSet<QueuedInvocation> line, Claim claim, long now) {
        for (QueuedInvocation queued : line) {
            if (queued.dueAt > now) {
                return null;
            }
            if (queued.status == InvocationStatus.QUEUED || !claim.runs(queued.invocation.id())) {
                return queued;
            }
        }
        return null;
    }

    /** Takes it out, and puts its lane and its key to the end. */
    private void takeTurn(QueuedInvocation queued) {
        remove(queued);
        Lane lane = Lane.of(queued.invocation);
        Map<String, TreeSet<QueuedInvocation>> keys = lanes.remove(lane);
        if (keys != null) {
            TreeSet<QueuedInvocation> line = keys.remove(queued.invocation.keyId());
            if (line != null) {
                keys.put(queued.invocation.keyId(), line);
            }
            lanes.put(lane, keys);
        }
    }
}
