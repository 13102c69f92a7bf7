package io.fluxgateway.invocation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses callbacks may go to: those that anybody on the internet reaches (IANA's registries of special-purpose
 * addresses, RFC 6890), and where it is allowed those of private networks.
 */
final class CallbackAddresses {
    private static final int V4_LENGTH = 4;

    /** Of networks that are one's own. */
    private static final List<Block> PRIVATE = List.of(
            new Block("10.0.0.0/8", "private"),
            new Block("172.16.0.0/12", "private"),
            new Block("192.168.0.0/16", "private"),
            new Block("fc00::/7", "private"),
            new Block("100.64.0.0/10", "shared (carrier-grade NAT)"),
            new Block("127.0.0.0/8", "loopback"),
            new Block("::1/128", "loopback"),
            new Block("169.254.0.0/16", "link-local"),
            new Block("fe80::/10", "link-local"),
            new Block("fec0::/10", "site-local"));

    /** Looked at first, wherever they are. */
    private static final List<Block> NEVER = List.of(
            new Block("169.254.169.254/32", "cloud metadata"),
            new Block("169.254.170.2/32", "cloud metadata"),
            new Block("169.254.170.23/32", "cloud metadata"),
            new Block("100.100.100.200/32", "cloud metadata"),
            new Block("168.63.129.16/32", "cloud metadata"),
            new Block("192.0.0.192/32", "cloud metadata"),
            new Block("fd00:ec2::254/128", "cloud metadata"),
            new Block("fd00:ec2::23/128", "cloud metadata"),
            new Block("fd20:ce::254/128", "cloud metadata"),
            new Block("0.0.0.0/8", "unspecified"),
            new Block("::/128", "unspecified"),
            new Block("224.0.0.0/4", "multicast"),
            new Block("ff00::/8", "multicast"),
            new Block("192.0.2.0/24", "documentation"),
            new Block("198.51.100.0/24", "documentation"),
            new Block("203.0.113.0/24", "documentation"),
            new Block("2001:db8::/32", "documentation"),
            new Block("3fff::/20", "documentation"),
            new Block("198.18.0.0/15", "benchmark"),
            new Block("192.0.0.0/24", "reserved"),
            new Block("192.88.99.0/24", "6to4"),
            new Block("2002::/16", "6to4"),
            new Block("2001::/32", "Teredo"),
            new Block("2001::/23", "reserved"),
            new Block("240.0.0.0/4", "reserved"));

    /** IPv6 outside of it is not routed on the internet. */
    private static final Block GLOBAL_UNICAST = new Block("2000::/3", "");

    /** IPv6 addresses that end with the IPv4 address that they stand for: NAT64 (RFC 6052) and mapped ones (RFC 4291). */
    private static final List<byte[]> EMBEDDING =
            List.of(bytes("64:ff9b::"), new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0});

    private CallbackAddresses() {}

    /**
     * What is wrong with an address.
     *
     * @param privateOnes whether those of private networks may be
     * @return one word or some; null if a callback may go there
     */
    static @Nullable String refusal(InetAddress address, boolean privateOnes) {
        byte[] bytes = embedded(address.getAddress());
        for (Block block : NEVER) {
            if (block.contains(bytes)) {
                return block.kind;
            }
        }
        for (Block block : PRIVATE) {
            if (block.contains(bytes)) {
                return privateOnes ? null : block.kind;
            }
        }
        return bytes.length == V4_LENGTH || GLOBAL_UNICAST.contains(bytes) ? null : "reserved";
    }

    private static byte[] embedded(byte[] address) {
        for (byte[] prefix : EMBEDDING) {
            int length = prefix.length - V4_LENGTH;
            if (address.length == prefix.length && Arrays.equals(address, 0, length, prefix, 0, length)) {
                return Arrays.copyOfRange(address, length, address.length);
            }
        }
        return address;
    }

    private static byte[] bytes(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress(); // an address is never looked up
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /** Addresses that begin with the same bits. */
    private static final class Block {
        private final byte[] prefix;
        private final int bits;
        private final String kind;

        Block(String text, String kind) {
            int slash = text.indexOf('/');
            this.prefix = bytes(text.substring(0, slash));
            this.bits = Integer.parseInt(text.substring(slash + 1));
            this.kind = kind;
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / Byte.SIZE;
            int rest = bits % Byte.SIZE;
            return Arrays.equals(address, 0, whole, prefix, 0, whole)
                    && (rest == 0 || (address[whole] ^ prefix[whole]) >> (Byte.SIZE - rest) == 0);
        }
    }
}
