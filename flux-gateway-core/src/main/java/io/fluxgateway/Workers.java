package io.fluxgateway;

import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.invocation.AttemptListener;
import io.fluxgateway.invocation.HttpInvocationRunner;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationOptions;
import io.fluxgateway.invocation.InvocationRunner;
import io.fluxgateway.invocation.InvocationWorkers;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.pipeline.TracedRunner;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.trace.Attempt;
import io.fluxgateway.trace.GatewayListener;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Makes the workers of a gateway: with a runner for each kind of invocation, traced and counted. */
final class Workers {
    private Workers() {}

    /**
     * @param callbacks posts results, unless the builder has another runner for that
     */
    static InvocationWorkers of(
            GatewayBuilder builder,
            InvocationRunner callbacks,
            Supplier<RouteTable> routes,
            Map<String, FunctionRuntime> runtimes,
            Executor functionThreads) {
        InvocationOptions options = builder.invocations();
        Map<Kind, InvocationRunner> runners = new EnumMap<>(Kind.class);
        runners.put(
                Kind.CALL, new HttpInvocationRunner(routes, runtimes, functionThreads, options.maxStoredResponse()));
        runners.put(Kind.CALLBACK, callbacks);
        runners.putAll(builder.runners());
        runners.replaceAll((kind, runner) -> new TracedRunner(runner, builder.traces()));
        return new InvocationWorkers(builder.queue(), runners, options, builder.clock(), counting(builder.listener()));
    }

    private static AttemptListener counting(GatewayListener listener) {
        return (lease, settlement) -> {
            Invocation invocation = lease.invocation();
            Outcome outcome = settlement.outcome();
            listener.attemptEnded(new Attempt(
                    invocation.kind().name().toLowerCase(Locale.ROOT),
                    invocation.function(),
                    lease.attempt(),
                    settlement.status().text(),
                    outcome == null ? Duration.ZERO : outcome.duration()));
        };
    }
}
