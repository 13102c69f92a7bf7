package io.fluxgateway.exchange;

import io.fluxgateway.http.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes a problem as {@code application/problem+json} (RFC 9457). */
final class ProblemJson {
    static final String MEDIA_TYPE = "application/problem+json";

    /** A detail may quote what a client sent, and be shown on a terminal: no character of it does anything there. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .characterEscapes(new EscapedDelete())
                    .build())
            .build();

    private ProblemJson() {}

    /** The one control character that JSON lets stand (RFC 8259 section 7). */
    private static final class EscapedDelete extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final int DELETE = 0x7f;

        private final int[] codes = standardAsciiEscapesForJSON();

        EscapedDelete() {
            codes[DELETE] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int ch) {
            return null;
        }
    }

    static Body write(Problem problem, @Nullable String requestId) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", problem.title());
        members.put("status", problem.status());
        members.put("code", problem.code());
        members.put("detail", problem.detail());
        if (requestId != null) {
            members.put("requestId", requestId);
        }
        problem.extensions().forEach(members::putIfAbsent);
        return new Body(MEDIA_TYPE, JSON.writeValueAsBytes(members));
    }
}
