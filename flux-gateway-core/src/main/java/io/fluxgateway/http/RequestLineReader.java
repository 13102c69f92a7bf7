package io.fluxgateway.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a request line, octet by octet and in whatever pieces it comes (RFC 9112 section 3). Reused. */
final class RequestLineReader {
    private static final int LONGEST_METHOD = 32;
    private static final int LONGEST_SCHEME = 5;
    private static final int LONGEST_VERSION = 8;
    private static final String HTTP_11 = "HTTP/1.1";
    private static final String HTTP_10 = "HTTP/1.0";
    private static final String HTTP_2 = "HTTP/2.0";

    private enum At {
        METHOD,
        TARGET_START,
        STAR,
        SCHEME,
        FIRST_SLASH,
        SECOND_SLASH,
        AUTHORITY,
        TARGET,
        VERSION,
        LF,
        END
    }

    private final Captured method = new Captured(LONGEST_METHOD);
    private final Captured version = new Captured(LONGEST_VERSION);
    private final Captured scheme = new Captured(LONGEST_SCHEME);
    private final Captured authority = new Captured(Authority.LONGEST);
    private At at = At.METHOD;
    private @Nullable Http1Violation violation;

    void reset() {
        at = At.METHOD;
        method.clear();
        version.clear();
        scheme.clear();
        authority.clear();
        violation = null;
    }

    boolean isOver() {
        return at == At.END;
    }

    @Nullable
    Http1Violation violation() {
        return violation;
    }

    boolean isHttp10() {
        return version.isExactly(HTTP_10);
    }

    /** Of a connection's first request: whether it is the beginning of the preface of HTTP/2. */
    boolean isPreface() {
        return version.isExactly(HTTP_2);
    }

    /** Of a target in absolute form; of size 0 if there is none. */
    Captured authority() {
        return authority;
    }

    /** Reads on; returns the index of the first octet that was not read. */
    int read(ByteBuffer bytes, int from, int to) {
        int i = from;
        while (i < to && at != At.END && violation == null) {
            i = switch (at) {
                case METHOD -> method(bytes, i, to);
                case TARGET -> target(bytes, i, to);
                default -> {
                    violation = one(bytes.get(i));
                    yield i + 1;
                }
            };
        }
        return i;
    }

    private int method(ByteBuffer bytes, int from, int to) {
        int end = Octets.afterToken(bytes, from, to);
        method.add(bytes, from, end);
        if (end == to) {
            return end;
        }
        boolean valid = bytes.get(end) == ' ' && method.size() > 0;
        violation = !valid ? Http1Violation.REQUEST_LINE : method.isExactly("CONNECT") ? Http1Violation.CONNECT : null;
        at = At.TARGET_START;
        return end + 1;
    }

    private int target(ByteBuffer bytes, int from, int to) {
        int end = Octets.afterTarget(bytes, from, to);
        if (end == to) {
            return end;
        }
        int octet = bytes.get(end);
        violation = octet == ' ' ? null : isLineEnd(octet) ? Http1Violation.REQUEST_LINE : Http1Violation.TARGET;
        at = At.VERSION;
        return end + 1;
    }

    private @Nullable Http1Violation one(int octet) {
        return switch (at) {
            case TARGET_START -> targetStart(octet);
            case STAR -> {
                at = At.VERSION;
                yield octet == ' ' ? null : Http1Violation.TARGET;
            }
            case SCHEME -> scheme(octet);
            case FIRST_SLASH -> slash(octet, At.SECOND_SLASH);
            case SECOND_SLASH -> slash(octet, At.AUTHORITY);
            case AUTHORITY -> authority(octet);
            case VERSION -> version(octet);
            default -> {
                at = At.END;
                yield octet == '\n' ? null : Http1Violation.LINE_END;
            }
        };
    }

    private @Nullable Http1Violation targetStart(int octet) {
        if (octet == '/') {
            at = At.TARGET;
            return null;
        }
        if (octet == '*' && (method.isExactly("OPTIONS") || method.isExactly("PRI"))) {
            at = At.STAR;
            return null;
        }
        at = At.SCHEME;
        return octet == ' ' ? Http1Violation.REQUEST_LINE : scheme(octet);
    }

    private @Nullable Http1Violation scheme(int octet) {
        if (octet != ':') {
            scheme.add(octet);
            return scheme.isTooLong() ? Http1Violation.TARGET : null;
        }
        at = At.FIRST_SLASH;
        return scheme.is("http") || scheme.is("https") ? null : Http1Violation.TARGET;
    }

    private @Nullable Http1Violation slash(int octet, At next) {
        at = next;
        return octet == '/' ? null : Http1Violation.TARGET;
    }

    private @Nullable Http1Violation authority(int octet) {
        if (octet != '/' && octet != '?' && octet != ' ') {
            authority.add(octet);
            return authority.isTooLong() ? Http1Violation.TARGET : null;
        }
        at = octet == ' ' ? At.VERSION : At.TARGET;
        return Authority.isValid(authority) ? null : Http1Violation.TARGET;
    }

    private @Nullable Http1Violation version(int octet) {
        if (octet != '\r') {
            version.add(octet);
            boolean bare = octet == '\n';
            return bare ? Http1Violation.LINE_END : version.isTooLong() ? Http1Violation.REQUEST_LINE : null;
        }
        at = At.LF;
        if (version.isExactly(HTTP_11) || version.isExactly(HTTP_10)) {
            return method.isExactly("PRI") ? Http1Violation.REQUEST_LINE : null;
        }
        if (version.isExactly(HTTP_2) && method.isExactly("PRI") && scheme.size() == 0) {
            return null;
        }
        return isVersion() ? Http1Violation.VERSION : Http1Violation.REQUEST_LINE;
    }

    private boolean isVersion() {
        return version.size() == LONGEST_VERSION
                && version.toString().startsWith("HTTP/")
                && Octets.isDigit(version.at(5))
                && version.at(6) == '.'
                && Octets.isDigit(version.at(7));
    }

    private static boolean isLineEnd(int octet) {
        return octet == '\r' || octet == '\n';
    }
}
