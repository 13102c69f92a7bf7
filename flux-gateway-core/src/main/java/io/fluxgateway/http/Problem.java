package io.fluxgateway.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as a client sees it: the members of an RFC 9457 problem, plus a stable {@code code}.
 *
 * @param status     HTTP status, 400 to 599
 * @param code       stable, machine-readable, {@code lower_snake_case}
 * @param title      short and the same for every occurrence of the code
 * @param detail     what is wrong this time and what the user can do about it
 * @param extensions further members of the JSON object; values are strings, numbers, booleans or lists of those
 * @param headers    header fields that must go with the answer, such as {@code retry-after}
 */
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        Map<String, Object> extensions,
        Map<String, String> headers) {

    /** A request whose body is larger than it may be. */
    public static final Problem BODY_TOO_LARGE =
            of(Status.CONTENT_TOO_LARGE, "body_too_large", "Content too large", "The request body is over the limit.");

    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
        }
        extensions = Map.copyOf(extensions);
        headers = Map.copyOf(headers);
    }

    /** A problem without extensions and headers. */
    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, Map.of(), Map.of());
    }

    /** This problem with one more member in its JSON object. */
    public Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extensions);
        more.put(member, value);
        return new Problem(status, code, title, detail, more, headers);
    }

    /** This problem with one more header field on its response. */
    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, code, title, detail, extensions, more);
    }
}
