package io.fluxgateway.invocation;

import io.fluxgateway.http.DurationText;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import java.time.Duration;

/** What a client is told when its call could not be queued, or its queued call not be found. */
final class QueueProblems {
    static final Problem UNAVAILABLE = Problem.of(
                    Status.SERVICE_UNAVAILABLE,
                    "queue_unavailable",
                    "The queue is not available",
                    "The queue could not be reached, or has no room on its disk. Try again shortly.")
            .withHeader(HeaderNames.RETRY_AFTER, "5");
    static final Problem KEY_REUSED = Problem.of(
            Status.UNPROCESSABLE_CONTENT,
            "idempotency_key_reused",
            "Idempotency key reused",
            "Another request was queued under this Idempotency-Key. Send the same one again, or another key.");
    static final Problem KEYS = keyInvalid("the request has more than one");

    private static final int MAX_ECHO = 50;

    private QueueProblems() {}

    static Problem full(String function) {
        return Problem.of(
                        Status.SERVICE_UNAVAILABLE,
                        "queue_full",
                        "The queue is full",
                        "Function " + function + " could not be queued; nothing was stored. Try again shortly.")
                .withHeader(HeaderNames.RETRY_AFTER, "1");
    }

    static Problem keyInvalid(String why) {
        return badRequest(
                "idempotency_key_invalid",
                "Idempotency-Key: " + why + " (expected one string of 1 to " + IdempotencyKey.MAX_LENGTH
                        + " characters, such as \"8e03978e-40d5-43dd-bc93-6894a57f9324\").");
    }

    static Problem delayInvalid(String value, Duration longest) {
        String shown = value.length() <= MAX_ECHO ? value : value.substring(0, MAX_ECHO) + "...";
        return badRequest(
                "delay_invalid",
                HeaderNames.FLUX_DELAY + ": " + shown
                        + " (expected one number and ms, s, m, h or d, such as 30s, at most "
                        + DurationText.of(longest) + ").");
    }

    static Problem notFound(String id) {
        return Problem.of(
                Status.NOT_FOUND,
                "invocation_not_found",
                "Invocation not found",
                "There is no invocation " + id + ", or it ended so long ago that it was forgotten.");
    }

    private static Problem badRequest(String code, String detail) {
        return Problem.of(Status.BAD_REQUEST, code, "Bad request", detail);
    }
}
