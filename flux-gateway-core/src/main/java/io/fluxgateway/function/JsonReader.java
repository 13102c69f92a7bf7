package io.fluxgateway.function;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON (RFC 8259) strictly: UTF-8, one value, each name once in an object. A byte order mark is passed over. */
final class JsonReader {
    /** Deepest nesting of lists and objects. */
    static final int MAX_DEPTH = 32;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final JsonParser parser;
    private final ProblemSink problems;

    private JsonReader(JsonParser parser, ProblemSink problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The value, or null if the text is not JSON. Each problem is reported. */
    static @Nullable Json read(byte[] utf8, ProblemSink problems) {
        CharBuffer text = decode(utf8, problems);
        if (text == null) {
            return null;
        }
        int start = text.hasRemaining() && text.get(0) == '\ufeff' ? 1 : 0;
        try (JsonParser parser = FACTORY.createParser(
                ObjectReadContext.empty(), text.array(), text.arrayOffset() + start, text.remaining() - start)) {
            return new JsonReader(parser, problems).document();
        }
    }

    private static @Nullable CharBuffer decode(byte[] utf8, ProblemSink problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(utf8.length);
        ByteBuffer bytes = ByteBuffer.wrap(utf8);
        CoderResult result = decoder.decode(bytes, text, true);
        text.flip();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            problems.at(line, "not valid UTF-8");
            return null;
        }
        return text;
    }

    private @Nullable Json document() {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                problems.at(1, "empty (expected a JSON object)");
                return null;
            }
            Json value = value(first);
            if (parser.nextToken() != null) {
                problems.at(line(), "text behind the JSON value (expected the end of the file)");
            }
            return value;
        } catch (StreamConstraintsException e) {
            problems.at(line(e), "nested too deeply or a value too long (expected at most " + MAX_DEPTH + " levels)");
        } catch (JacksonException e) {
            problems.at(line(e), "not valid JSON: " + reason(e));
        }
        return null;
    }

    private Json value(JsonToken token) {
        int line = line();
        return switch (token) {
            case START_OBJECT -> new Json.Members(line, members());
            case START_ARRAY -> new Json.Items(line, items());
            case VALUE_STRING -> new Json.Text(line, parser.getString());
            case VALUE_TRUE, VALUE_FALSE -> new Json.Flag(line, token == JsonToken.VALUE_TRUE);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Numeral(line, parser.getString());
            default -> new Json.Other(line, parser.getString());
        };
    }

    private List<Json> items() {
        List<Json> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(token));
        }
        return items;
    }

    private Map<String, Json.Member> members() {
        Map<String, Json.Member> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int line = line();
            Json value = value(parser.nextToken());
            Json.Member first = members.putIfAbsent(name, new Json.Member(line, value));
            if (first != null) {
                problems.at(
                        line, "field " + Quoted.text(name) + " is there twice (first in line " + first.line() + ")");
            }
        }
        return members;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static int line(JacksonException e) {
        return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
    }

    /** The parser's own words without the places in them: the line is told already. */
    private static String reason(JacksonException e) {
        String reason = e.getOriginalMessage();
        int place = reason.indexOf(" (start marker at");
        return Quoted.plain(place < 0 ? reason : reason.substring(0, place));
    }
}
