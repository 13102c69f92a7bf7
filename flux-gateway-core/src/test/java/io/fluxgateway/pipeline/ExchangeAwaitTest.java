package io.fluxgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.AttributeKey;
import io.fluxgateway.exchange.Body;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.ProblemException;
import io.fluxgateway.middleware.Middleware;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ExchangeAwaitTest {
    private final RecordingHost host = new RecordingHost();

    @Test
    void aCompletedStageGoesOnAtOnceOnTheSameThread() {
        run((exchange, next) -> exchange.await(
                CompletableFuture.completedFuture("now"), (e, value) -> e.respond(200, Body.text(value))));
        assertThat(host.body()).isEqualTo("now");
        assertThat(host.resumed).isEmpty();
    }

    @Test
    void aLaterValueGoesOnOnAThreadOfTheHosts() {
        CompletableFuture<String> later = new CompletableFuture<>();
        run((exchange, next) -> exchange.await(later, (e, value) -> e.respond(200, Body.text(value))));
        assertThat(host.responses).isZero();

        later.complete("later");
        assertThat(host.responses).isZero();
        host.resumed.get(0).run();
        assertThat(host.body()).isEqualTo("later");
    }

    @Test
    void aHostThatCannotGoOnIsAnsweredFor() {
        CompletableFuture<String> later = new CompletableFuture<>();
        run((exchange, next) -> exchange.await(later, (e, value) -> e.respond(200, Body.text(value))));
        host.isOverloaded = true;

        later.complete("later");

        assertThat(host.status).isEqualTo(500);
        assertThat(host.responses).isEqualTo(1);
    }

    @Test
    void whatCannotEvenBeAnsweredIsBrokenOff() {
        CompletableFuture<String> later = new CompletableFuture<>();
        run((exchange, next) -> {
            exchange.beforeCommit(e -> {
                throw new OutOfMemoryError("of a hook");
            });
            return exchange.await(later, (e, value) -> {
                throw new IllegalStateException("broken");
            });
        });

        later.complete("later");
        host.resumed.get(0).run();

        assertThat(host.responses).isZero();
        assertThat(host.aborted).isTrue();
    }

    @Test
    void aFailedStageIsAnsweredLikeAnExceptionNowOrLater() {
        Problem problem = Problem.of(503, "away", "Away", "Come back.");
        run((exchange, next) -> exchange.await(
                CompletableFuture.failedFuture(new ProblemException(problem)), (e, v) -> e.proceedToHost()));
        assertThat(host.status).isEqualTo(503);

        RecordingHost second = new RecordingHost();
        CompletableFuture<String> later = new CompletableFuture<>();
        run(second, (exchange, next) -> exchange.await(later, (e, v) -> e.proceedToHost()));
        later.completeExceptionally(new ProblemException(problem));
        second.resumed.get(0).run();
        assertThat(second.status).isEqualTo(503);
        assertThat(second.body()).contains("\"code\":\"away\"");
    }

    @Test
    void aFailureCanBeTakenByItsOwnContinuation() {
        run((exchange, next) -> exchange.await(
                CompletableFuture.failedFuture(new IllegalStateException("no")),
                (e, v) -> e.proceedToHost(),
                (e, error) -> e.respond(502, Body.text(error.getMessage()))));
        assertThat(host.status).isEqualTo(502);
        assertThat(host.body()).isEqualTo("no");
    }

    @Test
    void whatAContinuationThrowsLaterIsAnswered() {
        CompletableFuture<String> later = new CompletableFuture<>();
        run((exchange, next) -> exchange.await(later, (e, v) -> {
            throw new IllegalStateException("broken");
        }));
        later.complete("x");
        host.resumed.get(0).run();
        assertThat(host.status).isEqualTo(500);

        RecordingHost second = new RecordingHost();
        run(
                second,
                (exchange, next) -> exchange.offload(e -> {
                    throw new IllegalStateException("broken");
                }));
        second.resumed.get(0).run();
        assertThat(second.status).isEqualTo(500);
    }

    @Test
    void aValueThatComesAfterTheClientLeftReachesNobody() {
        CompletableFuture<String> later = new CompletableFuture<>();
        run((exchange, next) -> exchange.await(later, (e, v) -> e.respond(200, Body.text(v))));
        host.end();
        later.complete("x");
        host.resumed.get(0).run();
        assertThat(host.responses).isZero();
    }

    @Test
    void attributesAreFoundByIdentity() {
        AttributeKey<String> key = AttributeKey.of("same words");
        AttributeKey<String> other = AttributeKey.of("same words");
        run((exchange, next) -> {
            exchange.put(key, "1");
            exchange.put(key, "2");
            assertThat(exchange.get(key)).isEqualTo("2");
            assertThat(exchange.get(other)).isNull();
            return exchange.respond(204, Body.EMPTY);
        });
        assertThat(host.status).isEqualTo(204);
    }

    private void run(Middleware step) {
        run(host, step);
    }

    private static void run(RecordingHost on, Middleware step) {
        ErrorMapper errors = new ErrorMapper();
        new Pipeline(List.of(step), errors).run(new Exchange(on, errors));
    }
}
