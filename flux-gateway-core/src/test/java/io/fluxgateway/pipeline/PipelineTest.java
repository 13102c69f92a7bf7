package io.fluxgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Body;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.middleware.Middleware;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private final RecordingHost host = new RecordingHost();

    @Test
    void stepsRunInOrderAndHooksInReverse() {
        List<String> log = new ArrayList<>();
        Middleware a = (exchange, next) -> {
            log.add("a");
            exchange.beforeCommit(e -> log.add("commit a"));
            exchange.onComplete(e -> log.add("complete a"));
            return next.proceed(exchange);
        };
        Middleware b = (exchange, next) -> {
            log.add("b");
            exchange.beforeCommit(e -> log.add("commit b"));
            exchange.onComplete(e -> log.add("complete b"));
            return next.proceed(exchange);
        };
        run(a, b, (exchange, next) -> exchange.respond(200, Body.text("hi")));

        assertThat(log).containsExactly("a", "b", "commit b", "commit a", "complete b", "complete a");
        assertThat(host.status).isEqualTo(200);
    }

    @Test
    void whatAStepThrowsIsAnsweredWith500AndNothingOfItIsTold() {
        run((exchange, next) -> {
            throw new IllegalStateException("secret detail");
        });
        assertThat(host.status).isEqualTo(500);
        assertThat(host.body()).contains("\"code\":\"internal_error\"").doesNotContain("secret detail");
    }

    @Test
    void anErrorIsAnsweredToo() {
        run((exchange, next) -> {
            throw new StackOverflowError();
        });
        assertThat(host.status).isEqualTo(500);
    }

    @Test
    void aLastStepThatPassesTheExchangeOnIsAnsweredWith500() {
        run((exchange, next) -> next.proceed(exchange));
        assertThat(host.status).isEqualTo(500);
    }

    @Test
    void aStepThatThrowsAfterItRespondedBreaksTheConnectionOffRatherThanAnsweringTwice() {
        run((exchange, next) -> {
            exchange.proceedToHost();
            throw new IllegalStateException("too late");
        });
        assertThat(host.aborted).isTrue();
        assertThat(host.responses).isZero();
    }

    @Test
    void aHookThatComesAfterTheEndIsCalledAtOnce() {
        List<String> log = new ArrayList<>();
        run((exchange, next) -> {
            var handled = exchange.respond(204, Body.EMPTY);
            exchange.onComplete(e -> log.add("late"));
            exchange.respond(200, Body.text("never sent"));
            return handled;
        });
        assertThat(log).containsExactly("late");
        assertThat(host.status).isEqualTo(204);
        assertThat(host.responses).isEqualTo(1);
    }

    private void run(Middleware... steps) {
        ErrorMapper errors = new ErrorMapper();
        new Pipeline(List.of(steps), errors).run(new Exchange(host, errors));
    }
}
