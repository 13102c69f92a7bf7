package io.fluxgateway.project;

/**
 * What is recorded of a project's requests.
 *
 * @param sampling the share of requests whose traces are kept, 0 to 1; those with an error are kept always
 * @param queries  whether traces have the query of the request, whatever is in it
 */
public record TraceSettings(double sampling, boolean queries) {
    public static final TraceSettings DEFAULT = new TraceSettings(1.0, false);

    /**
     * @throws IllegalArgumentException unless the share is 0 to 1
     */
    public TraceSettings {
        if (!(sampling >= 0 && sampling <= 1)) {
            throw new IllegalArgumentException("trace sampling: " + sampling + " (expected: 0 to 1)");
        }
    }
}
