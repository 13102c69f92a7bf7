package io.fluxgateway.jdbc;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Whose turn it is: which lane was served last, and which key in each. For the one thread that claims. */
final class QueueTurns {
    private String lane = "";
    private final Map<String, String> keys = new HashMap<>();

    /** The lane that was served last; empty before any. */
    String lane() {
        return lane;
    }

    /** The key of a lane that was looked at last; empty before any. */
    String key(String ofLane) {
        return keys.getOrDefault(ofLane, "");
    }

    void served(String served) {
        lane = served;
    }

    void looked(String inLane, String key) {
        keys.put(inLane, key);
    }

    /** Forgets lanes that have nothing any more. */
    void retain(Collection<String> lanes) {
        keys.keySet().retainAll(lanes);
    }

    Map<String, String> keys() {
        return keys;
    }
}
