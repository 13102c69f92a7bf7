package io.fluxgateway.http;

import org.jspecify.annotations.Nullable;

/**
 * IP addresses that begin alike, in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3): {@code 10.0.0.0/8},
 * {@code 2001:db8::/32}, or a single address. Immutable.
 */
public final class AddressRange {
    private static final int MOST_DIGITS = 3;

    private final IpAddress first;
    private final int prefix;

    private AddressRange(IpAddress first, int prefix) {
        this.first = first;
        this.prefix = prefix;
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException naming it and what was expected
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw refuse(text, "an address or a range such as 10.0.0.0/8 or 2001:db8::/32");
        }
        int prefix = slash < 0 ? address.bits() : number(text.substring(slash + 1));
        if (prefix < 0 || prefix > address.bits()) {
            throw refuse(text, "a prefix of 0 to " + address.bits());
        }
        IpAddress first = address.withoutBitsAfter(prefix);
        if (!first.equals(address)) {
            throw refuse(text, "the first address of the range, " + first + "/" + prefix);
        }
        return new AddressRange(first, prefix);
    }

    private static int number(String text) {
        boolean isNumber =
                text.length() <= MOST_DIGITS && Octets.isNumber(text) && (text.length() == 1 || text.charAt(0) != '0');
        return isNumber ? Integer.parseInt(text) : -1;
    }

    private static IllegalArgumentException refuse(String text, String expected) {
        return new IllegalArgumentException("address range: \"" + text + "\" (expected: " + expected + ")");
    }

    /** Whether an address is in it; none is not. */
    public boolean contains(@Nullable IpAddress address) {
        return address != null && address.startsLike(first, prefix);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange that && prefix == that.prefix && first.equals(that.first);
    }

    @Override
    public int hashCode() {
        return 31 * first.hashCode() + prefix;
    }

    @Override
    public String toString() {
        return first + "/" + prefix;
    }
}
