package io.fluxgateway.servlet;

import io.fluxgateway.http.HeaderNames;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The fields that a message's {@code Connection} names (RFC 9110 section 7.6.1): they end at the next hop. */
final class ConnectionField {
    private ConnectionField() {}

    /** In lower case, without those that frame the message. */
    static Set<String> names(List<String> values) {
        Set<String> names = Set.of();
        for (String value : values) {
            if (!value.equalsIgnoreCase("keep-alive") && !value.equalsIgnoreCase("close")) {
                names = names.isEmpty() ? new HashSet<>() : names;
                for (String token : value.split(",", -1)) {
                    names.add(token.strip().toLowerCase(Locale.ROOT));
                }
                // Dropping it would let two parsers disagree about the message's end.
                names.remove(HeaderNames.CONTENT_LENGTH);
            }
        }
        return names;
    }

    static boolean has(Set<String> names, String name) {
        return !names.isEmpty() && names.contains(name.toLowerCase(Locale.ROOT));
    }
}
