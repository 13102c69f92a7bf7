package io.fluxgateway.auth;

/** Tells a signed JWT from other credentials by its looks: three base64url parts with dots between them (RFC 7515 section 3.1). */
final class TokenShape {
    private static final String KEY_PREFIX = "flx_";
    private static final int DOTS = 2;

    private TokenShape() {}

    /** Whether it looks like one. The last part may be empty: whoever verifies it refuses what is not signed. */
    static boolean isToken(String credential) {
        if (credential.startsWith(KEY_PREFIX)) {
            return false;
        }
        int dots = 0;
        int start = 0;
        for (int i = 0; i < credential.length(); i++) {
            char c = credential.charAt(i);
            if (c == '.') {
                if (i == start || ++dots > DOTS) {
                    return false;
                }
                start = i + 1;
            } else if (!isBase64Url(c)) {
                return false;
            }
        }
        return dots == DOTS;
    }

    private static boolean isBase64Url(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
