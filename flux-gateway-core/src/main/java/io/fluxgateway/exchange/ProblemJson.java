package io.fluxgateway.exchange;

import io.fluxgateway.http.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes a problem as {@code application/problem+json} (RFC 9457). */
final class ProblemJson {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final JsonMapper JSON = JsonMapper.shared();

    private ProblemJson() {}

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
