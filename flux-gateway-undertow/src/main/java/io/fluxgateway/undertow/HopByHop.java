package io.fluxgateway.undertow;

import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.http.ConnectionField;
import io.fluxgateway.http.HeaderNames;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Core's rules about which fields pass, in Undertow's type of field names: it is compared without making lower-case
 * strings. Immutable.
 */
final class HopByHop {
    /** Fields of the client's request. */
    static final HopByHop REQUEST = new HopByHop(Forwarding.DROPPED_REQUEST_HEADERS);
    /** Fields of the upstream's response. */
    static final HopByHop RESPONSE = new HopByHop(Forwarding.DROPPED_RESPONSE_HEADERS);

    private static final HopByHop NONE = new HopByHop(Set.of());
    private static final Map<String, HttpString> NAMES = new HashMap<>();

    static {
        for (String name : List.of(
                HeaderNames.X_REQUEST_ID,
                HeaderNames.TRACEPARENT,
                HeaderNames.TRACESTATE,
                HeaderNames.X_FORWARDED_FOR,
                HeaderNames.X_FORWARDED_HOST,
                HeaderNames.X_FORWARDED_PROTO,
                HeaderNames.HOST,
                HeaderNames.RATELIMIT,
                HeaderNames.RATELIMIT_POLICY,
                HeaderNames.VARY,
                HeaderNames.CACHE_CONTROL,
                HeaderNames.CONTENT_TYPE,
                HeaderNames.FLUX_KEY_NAME,
                HeaderNames.FLUX_PARAMS,
                HeaderNames.FLUX_SECRET)) {
            NAMES.put(name, HttpString.tryFromString(name));
        }
    }

    private final Set<HttpString> names;

    private HopByHop(Set<String> dropped) {
        Set<HttpString> all = new HashSet<>();
        dropped.forEach(name -> all.add(new HttpString(name)));
        this.names = all;
    }

    /** The fields that a message's {@code Connection} names (RFC 9110 section 7.6.1). */
    static HopByHop namedIn(HeaderMap headers) {
        Set<String> named = ConnectionField.names(values(headers, Headers.CONNECTION));
        return named.isEmpty() ? NONE : new HopByHop(named);
    }

    /** All values of a field; empty if there is none. */
    static List<String> values(HeaderMap headers, HttpString name) {
        HeaderValues values = headers.get(name);
        return values == null ? List.of() : values;
    }

    /** Undertow's name for a field name. */
    static HttpString name(String name) {
        HttpString known = NAMES.get(name);
        HttpString made = known != null ? known : HttpString.tryFromString(name);
        if (made == null) {
            throw new IllegalArgumentException("field name: \"" + name + "\" (expected: ASCII)");
        }
        return made;
    }

    boolean contains(HttpString name) {
        return names.contains(name);
    }

    /** False for a dropped field and for each of the gateway's own. */
    boolean passes(HttpString name) {
        return !names.contains(name) && !HeaderNames.hasPrefix(name.toString(), HeaderNames.FLUX_PREFIX);
    }
}
