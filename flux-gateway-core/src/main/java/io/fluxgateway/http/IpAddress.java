package io.fluxgateway.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IP address that was written as such: read strictly, and without asking anybody for a name. IPv4 in four decimal numbers
 * without zeros before them; IPv6 as RFC 4291 section 2.2 has it, without zone. An IPv4 address in IPv6 ({@code ::ffff:a.b.c.d}) is
 * the IPv4 address. Immutable.
 */
public final class IpAddress {
    private static final int V4_LENGTH = 4;
    private static final int V6_LENGTH = 16;
    private static final int GROUPS = 8;
    private static final int LONGEST_TEXT = 45;
    private static final int NETWORK_BITS = 64;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads an address; null if that is none. */
    public static @Nullable IpAddress parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            return null;
        }
        byte[] bytes = text.indexOf(':') < 0 ? v4(text) : v6(text);
        if (bytes == null) {
            return null;
        }
        return new IpAddress(isMapped(bytes) ? Arrays.copyOfRange(bytes, V6_LENGTH - V4_LENGTH, V6_LENGTH) : bytes);
    }

    /**
     * What an address in text form belongs to, as text: its IPv6 network of 64 bits (RFC 4291 section 2.5.4), the same for all
     * addresses in it. An IPv4 address, and what is no address, stands for itself.
     */
    public static String networkOf(String text) {
        IpAddress address = text.indexOf(':') < 0 ? null : parse(text);
        if (address == null) {
            return text;
        }
        return address.bytes.length == V6_LENGTH
                ? address.withoutBitsAfter(NETWORK_BITS) + "/" + NETWORK_BITS
                : address.toString();
    }

    /** 32 or 128. */
    public int bits() {
        return bytes.length * Byte.SIZE;
    }

    /** Whether the first bits are those of the other address, which is of the same version. */
    boolean startsLike(IpAddress other, int count) {
        if (bytes.length != other.bytes.length) {
            return false;
        }
        int whole = count / Byte.SIZE;
        if (!Arrays.equals(bytes, 0, whole, other.bytes, 0, whole)) {
            return false;
        }
        int rest = count % Byte.SIZE;
        return rest == 0 || ((bytes[whole] ^ other.bytes[whole]) & (0xff00 >> rest) & 0xff) == 0;
    }

    /** The address with all but the first bits zero. */
    IpAddress withoutBitsAfter(int count) {
        byte[] cut = new byte[bytes.length];
        for (int i = 0; i < cut.length; i++) {
            int kept = Math.max(0, Math.min(Byte.SIZE, count - i * Byte.SIZE));
            cut[i] = (byte) (bytes[i] & (0xff00 >> kept));
        }
        return new IpAddress(cut);
    }

    private static byte @Nullable [] v4(String text) {
        byte[] bytes = new byte[V4_LENGTH];
        int at = 0;
        for (int i = 0; i < V4_LENGTH; i++) {
            int end = i == V4_LENGTH - 1 ? text.length() : text.indexOf('.', at);
            int number = end < 0 ? -1 : octet(text, at, end);
            if (number < 0) {
                return null;
            }
            bytes[i] = (byte) number;
            at = end + 1;
        }
        return bytes;
    }

    private static int octet(String text, int from, int to) {
        int length = to - from;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number > 0xff ? -1 : number;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text, true);
            return all != null && all.length == V6_LENGTH ? all : null;
        }
        byte[] head = groups(text.substring(0, gap), false);
        byte[] tail = groups(text.substring(gap + 2), true);
        if (head == null || tail == null || head.length + tail.length > V6_LENGTH - 2) {
            return null;
        }
        byte[] bytes = Arrays.copyOf(head, V6_LENGTH);
        System.arraycopy(tail, 0, bytes, V6_LENGTH - tail.length, tail.length);
        return bytes;
    }

    /** Groups with colons between them, the last of which may be an IPv4 address; empty text is none. */
    private static byte @Nullable [] groups(String text, boolean atEnd) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] groups = text.split(":", -1);
        if (groups.length > GROUPS) {
            return null;
        }
        byte[] bytes = new byte[2 * GROUPS + 2];
        int length = 0;
        for (int i = 0; i < groups.length; i++) {
            String group = groups[i];
            if (atEnd && i == groups.length - 1 && group.indexOf('.') >= 0) {
                byte[] v4 = v4(group);
                if (v4 == null) {
                    return null;
                }
                System.arraycopy(v4, 0, bytes, length, V4_LENGTH);
                length += V4_LENGTH;
            } else {
                int number = hex(group);
                if (number < 0) {
                    return null;
                }
                bytes[length++] = (byte) (number >> Byte.SIZE);
                bytes[length++] = (byte) number;
            }
        }
        return length > V6_LENGTH ? null : Arrays.copyOf(bytes, length);
    }

    private static int hex(String group) {
        if (group.isEmpty() || group.length() > 4) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < group.length(); i++) {
            int digit = group.charAt(i) < 0x80 ? Character.digit(group.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number * 16 + digit;
        }
        return number;
    }

    private static boolean isMapped(byte[] bytes) {
        return bytes.length == V6_LENGTH && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The one way to write it: IPv6 as RFC 5952 says. */
    @Override
    public String toString() {
        if (bytes.length == V4_LENGTH) {
            return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
        }
        int gap = -1;
        int gapLength = 1; // a single group of zeros is written
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && group(i + length) == 0) {
                length++;
            }
            if (length > gapLength) {
                gap = i;
                gapLength = length;
            }
        }
        StringBuilder text = new StringBuilder(LONGEST_TEXT);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i += gapLength - 1;
            } else {
                if (i > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int group(int index) {
        return (bytes[2 * index] & 0xff) << Byte.SIZE | (bytes[2 * index + 1] & 0xff);
    }
}
