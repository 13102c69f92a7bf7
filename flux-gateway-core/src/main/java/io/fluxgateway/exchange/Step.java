package io.fluxgateway.exchange;

/** The steps of a request that decide something, in the order in which they do. */
public enum Step {
    AUTHENTICATION("auth"),
    RATE_LIMIT("rate limit"),
    ROUTE("route"),
    CORS("cors"),
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
