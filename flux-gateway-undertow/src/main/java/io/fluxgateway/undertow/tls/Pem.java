package io.fluxgateway.undertow.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** One block of a PEM file (RFC 7468). Immutable. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private final String label;
    private final boolean encrypted;
    private final byte[] der;

    private Pem(String label, boolean encrypted, byte[] der) {
        this.label = label;
        this.encrypted = encrypted;
        this.der = der;
    }

    /** What is between the dashes: {@code CERTIFICATE}. */
    String label() {
        return label;
    }

    /** Whether its headers say so, as OpenSSL's old key files do (RFC 1421 section 4.6.1.1). */
    boolean encrypted() {
        return encrypted;
    }

    /** What it encodes. */
    byte[] der() {
        return der.clone();
    }

    /**
     * All blocks of a file's text. What is outside of them is explanatory text.
     *
     * @param file how to name it
     * @throws TlsException if a block has no end or is not Base64
     */
    static List<Pem> blocks(String text, String file) throws TlsException {
        List<Pem> blocks = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        String label = null;
        boolean encrypted = false;
        int number = 0;
        int begun = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (label == null) {
                if (line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + 5) {
                    label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                    body.setLength(0);
                    encrypted = false;
                    begun = number;
                }
            } else if (line.startsWith(END)) {
                blocks.add(new Pem(label, encrypted, decoded(body.toString(), encrypted, file + ":" + begun, label)));
                label = null;
            } else if (line.indexOf(':') >= 0) {
                encrypted |= line.toUpperCase(Locale.ROOT).contains("ENCRYPTED");
            } else {
                body.append(line);
            }
        }
        if (label != null) {
            throw new TlsException(file + ":" + begun + ": the " + label + " has no end (expected: a line " + END
                    + label + DASHES + ")");
        }
        return blocks;
    }

    private static byte[] decoded(String base64, boolean encrypted, String place, String label) throws TlsException {
        if (encrypted) {
            return new byte[0]; // refused by whoever wants the key
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new TlsException(place + ": the " + label + " is not Base64", e);
        }
    }
}
