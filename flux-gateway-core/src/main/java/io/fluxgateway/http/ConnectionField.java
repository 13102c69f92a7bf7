package io.fluxgateway.http;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a message's {@code Connection} says (RFC 9110 section 7.6.1): which fields end at the next hop. */
public final class ConnectionField {
    private ConnectionField() {}

    /**
     * The field names in it, in lower case; never what frames the message: dropping that would let two parsers disagree
     * about its end.
     *
     * @param values of all {@code Connection} fields
     */
    public static Set<String> names(List<String> values) {
        Set<String> names = Set.of();
        for (String value : values) {
            if (!value.equalsIgnoreCase("keep-alive") && !value.equalsIgnoreCase("close")) {
                names = names.isEmpty() ? new HashSet<>() : names;
                for (String token : value.split(",", -1)) {
                    names.add(token.strip().toLowerCase(Locale.ROOT));
                }
                names.remove("");
                names.remove(HeaderNames.CONTENT_LENGTH);
            }
        }
        return names;
    }

    /**
     * Whether a client asks for a protocol such as WebSocket, which cannot be forwarded; h2c may be ignored.
     *
     * @param upgrade value of its {@code Upgrade} field
     * @param values  of all its {@code Connection} fields
     */
    public static boolean asksForUpgrade(@Nullable String upgrade, List<String> values) {
        return upgrade != null
                && !upgrade.equalsIgnoreCase("h2c")
                && names(values).contains("upgrade");
    }
}
