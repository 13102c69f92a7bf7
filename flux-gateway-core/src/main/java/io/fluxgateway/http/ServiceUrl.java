package io.fluxgateway.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Addresses of services that must be who they say they are: https, or http on this machine. */
public final class ServiceUrl {
    private static final int LONGEST = 500;

    private ServiceUrl() {}

    /**
     * Reads an address.
     *
     * @param what what it is the address of, for the message
     * @throws IllegalArgumentException naming the address and what was expected
     */
    public static URI require(String what, String text) {
        try {
            URI uri = new URI(text);
            boolean whole = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && text.length() <= LONGEST;
            if (whole && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && isThisMachine(uri)))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw refuse(what, text, e);
        }
        throw refuse(what, text, null);
    }

    /** Whether the host is written as this machine's own: {@code localhost}, {@code 127.x.y.z}, {@code [::1]}. */
    private static boolean isThisMachine(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return host.equals("localhost") || host.equals("[::1]") || isLoopbackV4(host);
    }

    private static boolean isLoopbackV4(String host) {
        String[] numbers = host.split("\\.", -1);
        if (numbers.length != 4 || !numbers[0].equals("127")) {
            return false;
        }
        for (String number : numbers) {
            if (number.length() > 3 || !Octets.isNumber(number)) {
                return false;
            }
        }
        return true;
    }

    private static IllegalArgumentException refuse(String what, String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                what + ": \"" + text
                        + "\" (expected: a URL such as https://login.example.com/, at most " + LONGEST
                        + " characters, without user and fragment; http only for localhost, 127.0.0.1 and [::1])",
                cause);
    }
}
