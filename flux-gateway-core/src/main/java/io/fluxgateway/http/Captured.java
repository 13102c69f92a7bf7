package io.fluxgateway.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The few octets of a message that its reader has to remember: a name, a length, a host. Of bounded size; reused. */
final class Captured {
    private final byte[] octets;
    private int size;

    Captured(int most) {
        this.octets = new byte[most];
    }

    void clear() {
        size = 0;
    }

    /** Remembers these octets; of more than fit only that they were too many. */
    void add(ByteBuffer bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            add(bytes.get(i));
        }
    }

    void add(int octet) {
        if (size < octets.length) {
            octets[size] = (byte) octet;
        }
        size++;
    }

    /** Leaves out white space at the end. */
    void strip() {
        while (size > 0 && size <= octets.length && (octets[size - 1] == ' ' || octets[size - 1] == '\t')) {
            size--;
        }
    }

    boolean isTooLong() {
        return size > octets.length;
    }

    int size() {
        return size;
    }

    byte at(int index) {
        return octets[index];
    }

    /** Whether it is this text, which is in lower case, in any case. */
    boolean is(String text) {
        if (size != text.length()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (Octets.lower(octets[i]) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    boolean isExactly(String text) {
        if (size != text.length()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (octets[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The same octets without regard to case. */
    boolean is(Captured other) {
        if (size != other.size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (Octets.lower(octets[i]) != Octets.lower(other.octets[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return new String(octets, 0, Math.min(size, octets.length), StandardCharsets.ISO_8859_1);
    }
}
