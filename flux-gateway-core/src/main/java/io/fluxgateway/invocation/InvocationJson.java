package io.fluxgateway.invocation;

import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Outcome.Response;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What callers are told of an invocation: a JSON object. Times are in ISO 8601, UTC. {@code invocationId} is there if it is
 * not the {@code requestId}; {@code callback}, the URL that a result is posted to, if it is a callback. A body is text if it
 * is UTF-8, else it is in {@code bodyBase64}; a response field that came several times is a list.
 */
public final class InvocationJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private InvocationJson() {}

    /** An invocation as it stands. */
    public static byte[] of(InvocationState state) {
        Map<String, Object> members = head(state.invocation(), state.status(), state.attempts());
        if (state.invocation().kind() == Invocation.Kind.CALLBACK) {
            members.put("callback", String.valueOf(state.invocation().callback()));
        }
        members.put("acceptedAt", state.acceptedAt().toString());
        put(members, "dueAt", state.dueAt());
        put(members, "endedAt", state.endedAt());
        putOutcome(members, state.last());
        return JSON.writeValueAsBytes(members);
    }

    /**
     * The result of an invocation that ends for good.
     *
     * @param lease      of its last attempt
     * @param settlement what follows from that
     */
    static byte[] result(Lease lease, Settlement settlement, Instant endedAt) {
        Map<String, Object> members = head(lease.invocation(), settlement.status(), lease.attempt());
        put(members, "endedAt", endedAt);
        putOutcome(members, settlement.outcome());
        return JSON.writeValueAsBytes(members);
    }

    private static Map<String, Object> head(Invocation invocation, InvocationStatus status, int attempts) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("requestId", invocation.requestId());
        if (!invocation.id().equals(invocation.requestId())) {
            members.put("invocationId", invocation.id());
        }
        members.put("function", invocation.function());
        members.put("status", status.text());
        members.put("attempts", attempts);
        return members;
    }

    private static void put(Map<String, Object> members, String name, @Nullable Instant time) {
        if (time != null) {
            members.put(name, time.toString());
        }
    }

    private static void putOutcome(Map<String, Object> members, @Nullable Outcome outcome) {
        if (outcome == null) {
            return;
        }
        Response response = outcome.response();
        if (response != null) {
            members.put("response", response(response));
        }
        if (outcome.error() != null) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("code", outcome.error());
            if (outcome.detail() != null) {
                error.put("detail", outcome.detail());
            }
            members.put("error", error);
        }
    }

    private static Map<String, Object> response(Response response) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("status", response.status());
        members.put("headers", headers(response.headers()));
        String text = text(response.body(), response.truncated());
        if (text != null) {
            members.put("body", text);
        } else {
            members.put("bodyBase64", Base64.getEncoder().encodeToString(response.body()));
        }
        if (response.truncated()) {
            members.put("truncated", true);
        }
        return members;
    }

    private static Map<String, Object> headers(Headers headers) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        headers.forEach((name, value) -> values.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .add(value));
        Map<String, Object> members = new LinkedHashMap<>();
        values.forEach((name, all) -> members.put(name, all.size() == 1 ? all.get(0) : all));
        return members;
    }

    /** Null if it is no UTF-8. Of a text that was cut, a character that was cut as well is left out. */
    private static @Nullable String text(byte[] utf8, boolean cut) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(utf8.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(utf8), text, !cut);
        return result.isError() ? null : text.flip().toString();
    }
}
