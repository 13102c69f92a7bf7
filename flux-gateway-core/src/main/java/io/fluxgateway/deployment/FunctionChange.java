package io.fluxgateway.deployment;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a deployment does to a function. */
public enum FunctionChange {
    NEW,
    CHANGED,
    UNCHANGED,
    REMOVED;

    /**
     * What becomes of each function.
     *
     * @param before by name, what is deployed
     * @param after  by name, what is to be
     */
    public static SortedMap<String, FunctionChange> between(Map<String, Bundle> before, Map<String, Bundle> after) {
        SortedMap<String, FunctionChange> changes = new TreeMap<>();
        before.keySet().forEach(name -> changes.put(name, REMOVED));
        after.forEach((name, bundle) -> {
            Bundle old = before.get(name);
            changes.put(name, old == null ? NEW : old.equals(bundle) ? UNCHANGED : CHANGED);
        });
        return changes;
    }
}
