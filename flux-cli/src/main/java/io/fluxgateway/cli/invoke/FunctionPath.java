package io.fluxgateway.cli.invoke;

import io.fluxgateway.function.RoutePattern;
import io.fluxgateway.function.RoutePattern.Kind;
import io.fluxgateway.function.RoutePattern.Segment;
import io.fluxgateway.http.ProblemException;
import io.fluxgateway.http.RequestPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One path of those that a route answers. */
public final class FunctionPath {
    private static final String UNRESERVED = "-._~";

    private FunctionPath() {}

    /**
     * The route with values for its parameters.
     *
     * @throws IllegalArgumentException if some are missing, not of this route, or no text that a path may have
     */
    public static String of(RoutePattern route, Map<String, String> values) {
        check(route, values);
        StringBuilder path = new StringBuilder();
        for (Segment segment : route.segments()) {
            path.append('/');
            path.append(
                    segment.kind() == Kind.LITERAL
                            ? encoded(segment.text(), false)
                            : value(segment, values.getOrDefault(segment.text(), "")));
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    private static void check(RoutePattern route, Map<String, String> values) {
        List<String> known = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Segment segment : route.segments()) {
            if (segment.kind() != Kind.LITERAL) {
                known.add(segment.text());
                boolean needed = segment.kind() == Kind.PARAM;
                if (needed && values.getOrDefault(segment.text(), "").isEmpty()) {
                    missing.add(segment.text());
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("missing for " + route + ": "
                    + missing.stream().map(name -> "--param " + name + "=VALUE").collect(Collectors.joining(" ")));
        }
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("--param: \"" + name + "\" is no parameter of " + route
                        + " (expected: " + (known.isEmpty() ? "none" : "one of " + String.join(", ", known)) + ")");
            }
        }
    }

    private static String value(Segment segment, String text) {
        String encoded = encoded(text, segment.kind() == Kind.REST);
        try {
            RequestPath.parse("/" + encoded);
            return encoded;
        } catch (ProblemException e) {
            throw new IllegalArgumentException(
                    "--param " + segment.text() + ": \"" + text
                            + "\" (expected: what the gateway lets into a path: no slashes, \".\", \"..\" and control characters)",
                    e);
        }
    }

    /** RFC 3986 section 2. */
    static String encoded(String text, boolean withSlashes) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || UNRESERVED.indexOf(c) >= 0 || (withSlashes && c == '/')) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
            }
        }
        return encoded.toString();
    }
}
