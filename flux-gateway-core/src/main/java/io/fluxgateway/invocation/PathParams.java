package io.fluxgateway.invocation;

import java.util.Map;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes path parameters as one line of ASCII, fit for a header field. */
final class PathParams {
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private PathParams() {}

    static String toJson(Map<String, String> params) {
        return ASCII.writeValueAsString(params);
    }
}
