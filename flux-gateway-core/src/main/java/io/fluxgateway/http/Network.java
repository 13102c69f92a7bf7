package io.fluxgateway.http;

/** What belongs together of the Internet: one IPv4 address, or an IPv6 network of 64 bits (RFC 4291 section 2.5.4). */
public final class Network {
    private static final int V6_BITS = 128;
    private static final int NETWORK_BITS = 64;

    private Network() {}

    /**
     * The network of an address in text form, as text: the same for all addresses in it. What is no address stands for
     * itself.
     */
    public static String of(String address) {
        IpAddress parsed = address.indexOf(':') < 0 ? null : IpAddress.parse(address);
        if (parsed == null) {
            return address;
        }
        return parsed.bits() == V6_BITS
                ? parsed.withoutBitsAfter(NETWORK_BITS) + "/" + NETWORK_BITS
                : parsed.toString();
    }
}
