package io.fluxgateway.http;

/** The grammar of {@code Host} and of a target's authority: a name or address and perhaps a port (RFC 9110 section 7.2). */
final class Authority {
    /** Longest one, in octets: a name of DNS and a port. */
    static final int LONGEST = 261;

    private static final int PORT_DIGITS = 5;

    private Authority() {}

    /** Whether a field's value is one; a user, a path or a list is none. */
    static boolean isValid(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        Captured octets = new Captured(LONGEST);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7e) {
                return false;
            }
            octets.add(c);
        }
        return isValid(octets);
    }

    static boolean isValid(Captured text) {
        if (text.isTooLong() || text.size() == 0) {
            return false;
        }
        int end = text.at(0) == '[' ? address(text) : name(text);
        return end > 0 && (end == text.size() || isPort(text, end));
    }

    /** Where the name ends; 0 if it is none. */
    private static int name(Captured text) {
        int i = 0;
        while (i < text.size() && Octets.isHost(text.at(i))) {
            i++;
        }
        return i;
    }

    /** Where an IPv6 address in brackets ends; 0 if it is none. */
    private static int address(Captured text) {
        int i = 1;
        while (i < text.size() && (Character.digit(text.at(i), 16) >= 0 || text.at(i) == ':' || text.at(i) == '.')) {
            i++;
        }
        return i > 2 && i < text.size() && text.at(i) == ']' ? i + 1 : 0;
    }

    private static boolean isPort(Captured text, int at) {
        if (text.at(at) != ':' || text.size() - at - 1 > PORT_DIGITS) {
            return false;
        }
        for (int i = at + 1; i < text.size(); i++) {
            if (!Octets.isDigit(text.at(i))) {
                return false;
            }
        }
        return true;
    }
}
