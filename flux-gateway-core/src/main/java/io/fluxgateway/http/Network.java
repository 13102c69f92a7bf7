package io.fluxgateway.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** What belongs together of the Internet: one IPv4 address, or an IPv6 network of 64 bits (RFC 4291 section 2.5.4). */
public final class Network {
    private static final int NETWORK_BYTES = 8;

    private Network() {}

    /**
     * The network of an address in text form, as text: the same for all addresses in it. What is no IPv6 address stands for
     * itself; no name is ever looked up.
     */
    public static String of(String address) {
        if (address.indexOf(':') < 0 || !isLiteral(address)) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES)) + "/64"
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }

    /** With these characters and a colon it is never taken for a name. */
    private static boolean isLiteral(String address) {
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c != ':' && c != '.' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
