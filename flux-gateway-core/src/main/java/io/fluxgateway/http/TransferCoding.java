package io.fluxgateway.http;

import java.util.Locale;

/** Tells transfer codings that the gateway does not have from what frames nothing for sure (RFC 9112 section 6.1). */
final class TransferCoding {
    private static final String CHUNKED = "chunked";

    private TransferCoding() {}

    /** What is wrong with a value of {@code Transfer-Encoding} that is not {@code chunked}. */
    static Http1Violation violation(String value) {
        String[] codings = value.split(",", -1);
        for (int i = 0; i < codings.length; i++) {
            String coding = codings[i].strip().toLowerCase(Locale.ROOT);
            boolean last = i == codings.length - 1;
            if (!Octets.isToken(coding) || last != coding.equals(CHUNKED)) {
                return Http1Violation.CODING;
            }
        }
        return Http1Violation.CODING_UNKNOWN;
    }
}
