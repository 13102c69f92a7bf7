package io.fluxgateway.function;

import java.util.List;

/**
 * The paths that a function answers: literal segments, {@code {param}} segments and at most one trailing
 * {@code {rest...}}. Immutable.
 *
 * @param text     as written, starting with {@code /}
 * @param segments its parts
 */
public record RoutePattern(String text, List<Segment> segments) {
    public RoutePattern {
        segments = List.copyOf(segments);
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
