package io.fluxgateway.jwt;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON objects in which no name is there twice, so that nobody can read another value than we do (RFC 8725 section 2.4). */
final class StrictJson {
    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 100;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /**
     * Reads an object.
     *
     * @param what it is, for the message
     * @throws InvalidTokenException if it is none
     */
    static JsonNode object(String what, byte[] text) throws InvalidTokenException {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new InvalidTokenException(what + " is not JSON as it should be");
        }
        if (!node.isObject()) {
            throw new InvalidTokenException(what + " is not an object");
        }
        return node;
    }

    static String write(JsonNode node) {
        return JSON.writeValueAsString(node);
    }
}
