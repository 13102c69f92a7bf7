package io.fluxgateway.function;

import java.util.List;

/**
 * The paths that a function answers: literal segments, {@code {param}} segments and at most one trailing
 * {@code {rest...}}. Immutable.
 *
 * <p>A literal and a {@code {param}} match one segment that is not empty; {@code {rest...}} matches all that comes behind
 * its {@code /}, be it nothing. So {@code /files/{path...}} answers {@code /files/}, {@code /files/a} and
 * {@code /files/a/b/}, but not {@code /files}. Everything is compared decoded and with regard to case.
 *
 * @param text     as written, starting with {@code /}
 * @param segments its parts
 */
public record RoutePattern(String text, List<Segment> segments) {
    /** Longest pattern, in characters. */
    public static final int MAX_LENGTH = 1024;

    /** The first segment of the paths that the gateway keeps for itself: no pattern matches there. */
    public static final String RESERVED = "_flux";

    public RoutePattern {
        segments = List.copyOf(segments);
    }

    /**
     * Reads a pattern: {@code /} or segments without a {@code /} at the end. A segment is
     *
     * <ul>
     *   <li>a literal of the characters that a path segment may have (RFC 3986 section 3.3, {@code pchar}), compared
     *       with its percent-escapes decoded; no dot segment;
     *   <li>{@code {param}}, its name {@code [A-Za-z_][A-Za-z0-9_]*} and unique in the pattern;
     *   <li>{@code {rest...}}, as the last one.
     * </ul>
     *
     * <p>{@code /_flux} and everything under it belong to the gateway.
     *
     * @throws IllegalArgumentException with the offending value and what was expected
     */
    public static RoutePattern parse(String text) {
        return RoutePatternParser.parse(text);
    }

    /** What it matches, whatever its parameters are called: patterns of one shape match the same paths. */
    public List<Segment> shape() {
        return segments.stream()
                .map(segment -> segment.kind() == Kind.LITERAL ? segment : new Segment(segment.kind(), ""))
                .toList();
    }

    /** What a segment matches. */
    public enum Kind {
        LITERAL,
        PARAM,
        REST
    }

    /**
     * One part of a pattern.
     *
     * @param text the literal text, decoded, or the parameter's name
     */
    public record Segment(Kind kind, String text) {}

    @Override
    public String toString() {
        return text;
    }
}
