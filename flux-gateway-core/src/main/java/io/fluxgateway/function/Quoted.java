package io.fluxgateway.function;

/** Values as messages show them: on one line and not too long. */
final class Quoted {
    /** Longest value shown whole, in characters. */
    static final int MAX_LENGTH = 100;

    private Quoted() {}

    /** A text in quotes. */
    static String text(String value) {
        return '"' + plain(value).replace("\"", "\\\"") + '"';
    }

    /** A text without what could break a line or hide in it. */
    static String plain(String value) {
        String whole = path(value);
        int length = whole.codePointCount(0, whole.length());
        return length <= MAX_LENGTH ? whole : whole.substring(0, whole.offsetByCodePoints(0, MAX_LENGTH)) + "...";
    }

    /** As {@link #plain}, but never cut short: the name of a file is of no use then. */
    static String path(String value) {
        StringBuilder shown = new StringBuilder();
        for (int c : value.codePoints().toArray()) {
            int type = Character.getType(c);
            boolean hidden = Character.isISOControl(c)
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            if (hidden) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        }
        return shown.toString();
    }
}
