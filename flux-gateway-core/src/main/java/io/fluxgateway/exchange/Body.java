package io.fluxgateway.exchange;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A small response body that is wholly in memory.
 *
 * @param contentType media type, or null if there is no body
 * @param bytes       the content; not copied, so leave it alone afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
public record Body(@Nullable String contentType, byte[] bytes) {
    public static final Body EMPTY = new Body(null, new byte[0]);

    /** A JSON text as body. */
    public static Body json(String json) {
        return new Body("application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** A plain text as body. */
    public static Body text(String text) {
        return new Body("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
