package io.fluxgateway.invocation;

import io.fluxgateway.exchange.Body;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import io.fluxgateway.route.InvocationPath;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers at {@link InvocationPath} how a queued call stands, as {@link InvocationJson}: to any key of the project whose
 * scope has the function, and to the subject of a token if it made the call itself. While it has not ended, {@code Retry-After} says when it is worth to ask again. Comes before
 * routing, which refuses other methods there.
 */
public final class InvocationLookup implements Middleware {
    private static final Logger LOG = LoggerFactory.getLogger(InvocationLookup.class);
    private static final String ASK_AGAIN_SECONDS = "1";

    private final InvocationQueue queue;
    private final OncePerMinute failures = new OncePerMinute();

    public InvocationLookup(InvocationQueue queue) {
        this.queue = queue;
    }

    @Override
    public Handled handle(Exchange exchange, Next next) throws Exception {
        String id =
                InvocationPath.answers(exchange.method(), exchange.path()) ? InvocationPath.id(exchange.path()) : null;
        if (id == null) {
            return next.proceed(exchange);
        }
        return exchange.await(queue.find(id), (e, found) -> answer(e, id, found), this::failed);
    }

    private static Handled answer(Exchange exchange, String id, Optional<InvocationState> found) {
        Caller caller = Objects.requireNonNull(exchange.caller(), "routing comes after authentication");
        InvocationState state = found.filter(each -> each.invocation().kind() == Invocation.Kind.CALL)
                .filter(each -> isFor(caller, each))
                .orElse(null);
        if (state == null) {
            return refuse(exchange, QueueProblems.notFound(id), "");
        }
        String function = state.invocation().function();
        Problem refusal = caller.refusalFor(function);
        if (refusal != null) {
            return refuse(exchange, refusal, function);
        }
        exchange.record(new Asked("ok", "how an invocation of " + function + " stands"));
        exchange.setResponseHeader(HeaderNames.CACHE_CONTROL, "no-store");
        if (!state.status().isFinal()) {
            exchange.setResponseHeader(HeaderNames.RETRY_AFTER, ASK_AGAIN_SECONDS);
        }
        return exchange.respond(Status.OK, new Body("application/json", InvocationJson.of(state)));
    }

    /** Keys are a project's own; tokens are those of its users, who see no others' results. */
    private static boolean isFor(Caller caller, InvocationState state) {
        return caller.token() == null
                || caller.keyId().equals(state.invocation().keyId());
    }

    private static Handled refuse(Exchange exchange, Problem problem, String detail) {
        exchange.record(new Asked(problem.code(), detail));
        return exchange.reject(problem);
    }

    private Handled failed(Exchange exchange, Throwable error) {
        if (failures.isDue()) {
            LOG.error("[{}] the queue cannot be read: {}", exchange.requestId(), error.toString());
        }
        exchange.failure(error);
        return exchange.reject(QueueProblems.UNAVAILABLE);
    }

    private record Asked(String outcome, String detail) implements Decision {
        @Override
        public Step step() {
            return Step.ROUTE;
        }
    }
}
