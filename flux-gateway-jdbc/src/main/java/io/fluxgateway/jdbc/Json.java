package io.fluxgateway.jdbc;

import io.fluxgateway.http.Headers;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** JSON in columns, token by token. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int USUAL_LENGTH = 512;

    private Json() {}

    /** An object whose properties the writer writes. */
    static byte[] write(Consumer<JsonGenerator> properties) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_LENGTH);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            properties.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    static byte[] write(Map<String, String> properties) {
        return write(json -> properties.forEach(json::writeStringProperty));
    }

    /** Reads an object: the reader is given the name of each property, and the parser at its value. */
    static void read(byte[] text, BiConsumer<String, JsonParser> reader) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                reader.accept(name, json);
            }
        }
    }

    static Map<String, String> readStrings(byte[] text) {
        Map<String, String> properties = new HashMap<>();
        read(text, (name, json) -> properties.put(name, json.getString()));
        return properties;
    }

    /** An array of names and values in turn. */
    static byte[] write(Headers headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_LENGTH);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartArray();
            headers.forEach((name, value) -> json.writeString(name).writeString(value));
            json.writeEndArray();
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #write(Headers)} wrote; nothing is no headers. */
    static Headers readHeaders(byte[] text) {
        Headers headers = new Headers();
        if (text.length > 0) {
            try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
                json.nextToken();
                while (json.nextToken() == JsonToken.VALUE_STRING) {
                    String name = json.getString();
                    json.nextToken();
                    headers.add(name, json.getString());
                }
            }
        }
        return headers;
    }
}
