package io.fluxgateway.function;

import io.fluxgateway.function.RoutePattern.Kind;
import io.fluxgateway.function.RoutePattern.Segment;
import io.fluxgateway.http.ProblemException;
import io.fluxgateway.http.RequestPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one {@link RoutePattern}. */
final class RoutePatternParser {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String REST_SUFFIX = "...";
    private static final String PUNCTUATION = "-._~!$&'()*+,;=:@%";

    private final String text;
    private final List<Segment> segments = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private RoutePatternParser(String text) {
        this.text = text;
    }

    static RoutePattern parse(String text) {
        return new RoutePatternParser(text).parse();
    }

    private RoutePattern parse() {
        if (text.length() > RoutePattern.MAX_LENGTH) {
            throw refuse("at most " + RoutePattern.MAX_LENGTH + " characters");
        }
        if (!text.startsWith("/")) {
            throw refuse("a path that starts with \"/\"");
        }
        if (text.length() > 1) {
            if (text.endsWith("/")) {
                throw refuse("no \"/\" at the end");
            }
            for (String segment : text.substring(1).split("/", -1)) {
                add(segment);
            }
        }
        if (!segments.isEmpty() && segments.get(0).equals(new Segment(Kind.LITERAL, RoutePattern.RESERVED))) {
            throw refuse("another path: /_flux is reserved for the gateway itself");
        }
        return new RoutePattern(text, segments);
    }

    private void add(String segment) {
        if (segment.isEmpty()) {
            throw refuse("no empty segment");
        }
        if (!segments.isEmpty() && segments.get(segments.size() - 1).kind() == Kind.REST) {
            throw refuse(
                    "nothing behind \"{" + segments.get(segments.size() - 1).text() + "...}\"");
        }
        boolean parameter = segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0;
        segments.add(parameter ? parameter(segment) : new Segment(Kind.LITERAL, literal(segment)));
    }

    private Segment parameter(String segment) {
        if (!segment.startsWith("{") || !segment.endsWith("}") || segment.length() < 2) {
            throw refuse("a parameter to be a whole segment, such as \"{id}\"");
        }
        String name = segment.substring(1, segment.length() - 1);
        boolean rest = name.endsWith(REST_SUFFIX);
        if (rest) {
            name = name.substring(0, name.length() - REST_SUFFIX.length());
        }
        if (!NAME.matcher(name).matches()) {
            throw refuse("parameter names of letters, digits and _ that do not start with a digit, such as \"{id}\"");
        }
        if (!names.add(name)) {
            throw refuse("each parameter name once, but \"" + name + "\" is there twice");
        }
        return new Segment(rest ? Kind.REST : Kind.PARAM, name);
    }

    private String literal(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            checkWritten(segment.charAt(i));
        }
        try {
            // The same rules as for requests: a literal that no request path can contain would never match.
            return RequestPath.parse("/" + segment).decoded().substring(1);
        } catch (ProblemException e) {
            throw refuse(
                    segment.indexOf('%') < 0
                            ? "no dot segment"
                            : "percent-escapes of UTF-8 text without slashes, control characters and dot segments");
        }
    }

    /** RFC 3986 section 3.3, {@code pchar}. */
    private void checkWritten(char c) {
        boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letterOrDigit && PUNCTUATION.indexOf(c) < 0) {
            throw refuse("segments of letters, digits and " + PUNCTUATION + ", others percent-encoded");
        }
    }

    private IllegalArgumentException refuse(String expected) {
        return new IllegalArgumentException("route " + Quoted.text(text) + " (expected " + expected + ")");
    }
}
