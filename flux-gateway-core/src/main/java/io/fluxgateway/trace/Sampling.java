package io.fluxgateway.trace;

/** Chooses traces by their ID, so that all who choose the same share choose the same ones. */
final class Sampling {
    /** The digits that W3C Trace Context level 2 section 3.2.2.5.1 wants random. */
    private static final int RANDOM_DIGITS = 14;

    private static final double CHOICES = 0x1p56;

    private Sampling() {}

    /**
     * @param traceId of hexadecimal digits
     * @param share   0 for none, 1 for all
     */
    static boolean keeps(String traceId, double share) {
        if (share >= 1) {
            return true;
        }
        int end = traceId.length();
        return Long.parseLong(traceId, end - RANDOM_DIGITS, end, 16) < share * CHOICES;
    }
}
