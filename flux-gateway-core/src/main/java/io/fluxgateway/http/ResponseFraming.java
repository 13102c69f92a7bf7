package io.fluxgateway.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds upstream response heads whose body cannot be told from what follows it. */
public final class ResponseFraming {
    private static final int FIRST_FINAL_STATUS = 200;
    private static final int LAST_STATUS = 999;
    private static final int MOST_DIGITS = 18;

    private ResponseFraming() {}

    /**
     * What is wrong with a head that cannot be relayed (RFC 9112 section 6.3); null if nothing is.
     *
     * @param codings values of {@code Transfer-Encoding}; empty if there is none
     * @param lengths values of {@code Content-Length}; empty if there is none
     */
    public static @Nullable String defect(int status, List<String> codings, List<String> lengths) {
        if (status < FIRST_FINAL_STATUS || status > LAST_STATUS) {
            return "the upstream answered with status " + status;
        }
        if (codings.size() > 1 || (codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked"))) {
            return "the upstream answered with transfer coding " + codings;
        }
        for (String length : lengths) {
            if (!length.equals(lengths.get(0)) || !isNumber(length)) {
                return "the upstream answered with content length " + lengths;
            }
        }
        return null;
    }

    private static boolean isNumber(String text) {
        return text.length() <= MOST_DIGITS && Octets.isNumber(text);
    }
}
