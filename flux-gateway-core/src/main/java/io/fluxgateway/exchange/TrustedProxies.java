package io.fluxgateway.exchange;

import io.fluxgateway.http.AddressRange;
import io.fluxgateway.http.ForwardedField;
import io.fluxgateway.http.ForwardedField.Hop;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.IpAddress;
import io.fluxgateway.http.NodeAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that are believed when they say where a request came from. Each believed proxy vouches for whom it got the request
 * from, so what they say is read from the nearest one back: the client is the first address that is not one of them. Immutable.
 */
public final class TrustedProxies {
    /** Nobody is believed: the peer is the client. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final int MAX_HOPS = 100;

    private final List<AddressRange> ranges;

    private TrustedProxies(List<AddressRange> ranges) {
        this.ranges = ranges;
    }

    /** Those at such addresses. */
    public static TrustedProxies at(List<AddressRange> ranges) {
        return ranges.isEmpty() ? NONE : new TrustedProxies(List.copyOf(ranges));
    }

    /** Where a request comes from. */
    ClientOrigin origin(HostExchange host) {
        ClientOrigin direct =
                new ClientOrigin(host.peerAddress(), host.scheme(), host.requestHeader(HeaderNames.HOST), null);
        IpAddress peer = ranges.isEmpty() ? null : NodeAddress.parse(direct.address());
        if (peer == null || !trusts(peer)) {
            return direct;
        }
        List<Hop> forwarded = ForwardedField.parse(host.requestHeaders(HeaderNames.FORWARDED));
        List<String> xForwardedFor = list(host.requestHeaders(HeaderNames.X_FORWARDED_FOR));
        if (forwarded == null || xForwardedFor.size() > MAX_HOPS) {
            return direct.refused(ClientOrigin.INVALID);
        }
        Told told = walk(forwarded, peer).with(walk(xForwarded(xForwardedFor, host), peer));
        return told == null ? direct.refused(ClientOrigin.AMBIGUOUS) : told.of(peer, direct);
    }

    private boolean trusts(IpAddress address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** What proxies tell; what they do not tell is null. */
    private record Told(
            @Nullable IpAddress client,
            @Nullable String scheme,
            @Nullable String host) {
        /** Both together; null if they contradict each other. */
        @Nullable
        Told with(Told other) {
            return isOne(client, other.client) && isOne(scheme, other.scheme) && isOne(host, other.host)
                    ? new Told(
                            client == null ? other.client : client,
                            scheme == null ? other.scheme : scheme,
                            host == null ? other.host : host)
                    : null;
        }

        private static boolean isOne(@Nullable Object one, @Nullable Object other) {
            return one == null || other == null || one.equals(other);
        }

        ClientOrigin of(IpAddress peer, ClientOrigin direct) {
            return new ClientOrigin(
                    (client == null ? peer : client).toString(),
                    scheme == null ? direct.scheme() : scheme,
                    host == null ? direct.host() : host,
                    null);
        }
    }

    private Told walk(List<Hop> hops, IpAddress peer) {
        IpAddress client = null;
        Hop last = new Hop(null, null, null);
        for (int i = hops.size() - 1; i >= 0; i--) {
            last = hops.get(i);
            IpAddress from = NodeAddress.parse(last.from());
            if (from == null) {
                // It came through the proxy before, whose address is the last that is known.
                client = client == null && last.from() != null ? peer : client;
                break;
            }
            client = from;
            if (!trusts(from)) {
                break;
            }
        }
        return new Told(client, ClientOrigin.scheme(last.proto()), ClientOrigin.host(last.host()));
    }

    /**
     * What the three de-facto fields say, as hops. Schemes and hosts go with addresses if there are as many; most proxies write one
     * of each, which holds for all.
     */
    private static List<Hop> xForwarded(List<String> from, HostExchange host) {
        List<String> protos = list(host.requestHeaders(HeaderNames.X_FORWARDED_PROTO));
        List<String> hosts = list(host.requestHeaders(HeaderNames.X_FORWARDED_HOST));
        if (from.isEmpty()) {
            return List.of(new Hop(null, last(protos), last(hosts)));
        }
        List<Hop> hops = new ArrayList<>(from.size());
        for (int i = 0; i < from.size(); i++) {
            hops.add(new Hop(
                    from.get(i),
                    protos.size() == from.size() ? protos.get(i) : last(protos),
                    hosts.size() == from.size() ? hosts.get(i) : last(hosts)));
        }
        return hops;
    }

    private static @Nullable String last(List<String> all) {
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** The entries of a list field (RFC 9110 section 5.6.1), empty ones left out. */
    private static List<String> list(List<String> values) {
        if (values.isEmpty()) {
            return values;
        }
        List<String> entries = new ArrayList<>();
        for (String value : values) {
            for (String entry : value.split(",", -1)) {
                String stripped = entry.strip();
                if (!stripped.isEmpty()) {
                    entries.add(stripped);
                }
            }
        }
        return entries;
    }

    @Override
    public String toString() {
        return ranges.toString();
    }
}
