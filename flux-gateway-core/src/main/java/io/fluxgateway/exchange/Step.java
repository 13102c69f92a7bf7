package io.fluxgateway.exchange;

/**
 * The steps of a request that decide something, in the order in which they run.
 *
 * <p>{@link #CORS} comes first because it answers preflights, which carry no credential; what it adds to any other
 * response it adds when that leaves. {@link #LOAD} decides only when there is more to do than can be done.
 */
public enum Step {
    CORS("cors"),
    LOAD("load"),
    AUTHENTICATION("auth"),
    RATE_LIMIT("rate limit"),
    ROUTE("route"),
    DISPATCH("dispatch");

    private final String label;

    Step(String label) {
        this.label = label;
    }

    /** The step's name as a trace shows it. */
    public String label() {
        return label;
    }
}
