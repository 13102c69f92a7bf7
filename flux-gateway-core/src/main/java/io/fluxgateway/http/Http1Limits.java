package io.fluxgateway.http;

/**
 * Bounds of what a {@link Http1Guard} lets through.
 *
 * @param headBytes largest request head, and largest trailer section
 * @param fields    most fields of a head, and of a trailer section
 * @param preface   whether the first bytes of a connection may be the preface of HTTP/2 (RFC 9113 section 3.4)
 */
public record Http1Limits(int headBytes, int fields, boolean preface) {
    /** 16 KiB, 100 fields, HTTP/1 only. */
    public static final Http1Limits DEFAULT = new Http1Limits(16 * 1024, 100, false);

    /** @throws IllegalArgumentException if a bound is less than 1 */
    public Http1Limits {
        if (headBytes < 1 || fields < 1) {
            throw new IllegalArgumentException(
                    "limits: " + headBytes + " bytes, " + fields + " fields (expected: at least 1 of each)");
        }
    }
}
