package io.fluxgateway.invocation;

import static io.fluxgateway.invocation.Invocations.answered;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.function.RetryPolicy;
import io.fluxgateway.http.Headers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AftermathTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-01T12:00:00Z"), ZoneOffset.UTC);

    private final Aftermath aftermath = new Aftermath(CLOCK, () -> 0.5);

    @ParameterizedTest
    @CsvSource({
        "200,SUCCEEDED",
        "204,SUCCEEDED",
        "302,SUCCEEDED",
        "399,SUCCEEDED",
        "400,FAILED",
        "404,FAILED",
        "428,FAILED",
        "429,QUEUED",
        "430,FAILED",
        "499,FAILED",
        "500,QUEUED",
        "503,QUEUED",
        "599,QUEUED"
    })
    void theStatusSaysWhetherItIsDoneOrTriedAgain(int status, InvocationStatus expected) {
        Outcome outcome = answered(status);

        Settlement settlement = aftermath.of(lease(1), outcome, RetryPolicy.DEFAULT);

        assertThat(settlement.status()).isEqualTo(expected);
        assertThat(settlement.outcome()).isSameAs(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "200,SUCCEEDED",
        "202,SUCCEEDED",
        "299,SUCCEEDED",
        "301,QUEUED",
        "307,QUEUED",
        "400,QUEUED",
        "401,QUEUED",
        "404,QUEUED",
        "410,FAILED",
        "429,QUEUED",
        "500,QUEUED"
    })
    void aCallbackIsDeliveredOnlyWith2xxAndGivenUpOnlyWith410(int status, InvocationStatus expected) {
        Lease callback = new Lease(Invocations.callback("a"), "worker", 1, 1);

        assertThat(aftermath
                        .of(callback, answered(status), CallbackRunner.RETRY)
                        .status())
                .isEqualTo(expected);
    }

    @Test
    void aCallbackIsTriedEightTimesWithinSomeHours() {
        assertThat(Stream.iterate(1, attempt -> attempt + 1)
                        .limit(7)
                        .map(CallbackRunner.RETRY::waitAfter)
                        .map(Duration::toSeconds))
                .containsExactly(5L, 20L, 80L, 320L, 1_280L, 3_600L, 3_600L);
        Lease last = new Lease(Invocations.callback("a"), "worker", 8, 8);
        assertThat(aftermath.of(last, answered(404), CallbackRunner.RETRY).status())
                .isEqualTo(InvocationStatus.DEAD);
    }

    @Test
    void anAttemptWithoutResponseIsTriedAgainUntilTheLastOneIsADeadLetterWithItsOutcome() {
        Outcome outcome = Outcome.failed("function_timeout", "too slow", Duration.ofSeconds(30));

        assertThat(after(1, outcome)).isEqualTo(Duration.ofSeconds(1));
        assertThat(after(2, outcome)).isEqualTo(Duration.ofSeconds(4));
        assertThat(after(3, outcome)).isEqualTo(Duration.ofSeconds(16));
        Settlement last = aftermath.of(lease(4), outcome, RetryPolicy.DEFAULT);
        assertThat(last.status()).isEqualTo(InvocationStatus.DEAD);
        assertThat(last.outcome()).isSameAs(outcome);
        assertThat(last.delay()).isZero();
    }

    @Test
    void waitsVaryByAFifthButAreNeverLongerThanTheLongest() {
        assertThat(new Aftermath(CLOCK, () -> 0)
                        .of(lease(3), answered(500), RetryPolicy.DEFAULT)
                        .delay())
                .isEqualTo(Duration.ofMillis(12_800));
        assertThat(new Aftermath(CLOCK, () -> 1)
                        .of(lease(3), answered(500), RetryPolicy.DEFAULT)
                        .delay())
                .isEqualTo(Duration.ofMillis(19_200));
        RetryPolicy many =
                new RetryPolicy(9, RetryPolicy.Backoff.EXPONENTIAL, Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertThat(new Aftermath(CLOCK, () -> 1)
                        .of(lease(8), answered(500), many)
                        .delay())
                .isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30|PT30S",
                "59|PT59S",
                "61|PT1M",
                "99999999999999999999|PT1M",
                "0|PT1S",
                "Fri, 01 May 2026 12:00:20 GMT|PT20S",
                "Fri, 01 May 2026 13:00:00 GMT|PT1M",
                "Fri, 01 May 2026 11:00:00 GMT|PT1S"
            })
    void whatTheFunctionAsksForLengthensTheWaitUpToTheLongest(String retryAfter, Duration expected) {
        Headers headers = new Headers().add("Retry-After", retryAfter);

        assertThat(after(1, answered(503, headers, ""))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1.5", "5 s"})
    void aRetryAfterThatIsNoneCountsForNothing(String retryAfter) {
        Headers headers = new Headers().add("retry-after", retryAfter);

        assertThat(after(1, answered(429, headers, ""))).isEqualTo(Duration.ofSeconds(1));
    }

    private Duration after(int attempt, Outcome outcome) {
        Settlement settlement = aftermath.of(lease(attempt), outcome, RetryPolicy.DEFAULT);
        assertThat(settlement.status()).isEqualTo(InvocationStatus.QUEUED);
        return settlement.delay();
    }

    private static Lease lease(int attemptInSeries) {
        return new Lease(Invocations.call("a"), "worker", 10 + attemptInSeries, attemptInSeries);
    }
}
