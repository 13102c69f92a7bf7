package io.fluxgateway.cli;

import io.fluxgateway.cli.trace.JsonLines;
import io.fluxgateway.cli.trace.Lines;
import io.fluxgateway.jdbc.TraceReader;
import io.fluxgateway.trace.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flux logs}. */
@Command(
        name = "logs",
        description = "Show what the functions of a project logged.",
        footer = {"  flux logs --since 10m", "  flux logs --function create_order --follow"})
final class LogsCommand extends TraceStoreCommand {
    @Option(names = "--function", paramLabel = "NAME", description = "Only lines of that function.")
    private @Nullable String function;

    @Option(
            names = "--since",
            paramLabel = "10m",
            description = "Only lines of this last time: 30s, 10m, 2h or 7d. Default: 1h.")
    private String since = "1h";

    @Option(names = "--follow", description = "Go on with new lines.")
    private boolean follow;

    private Duration age = Duration.ZERO;

    @Override
    void check() {
        try {
            age = TimeSpan.parse("--since", since, "10m");
            if (age.isZero()) {
                throw TimeSpan.refuse("--since", since, "more than 0");
            }
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    @Override
    void run(TraceReader store) {
        Instant from = surroundings().clock().instant().minus(age);
        Lines lines = new Lines(console().style(), console().zone());
        AtomicBoolean any = new AtomicBoolean();
        Pages<LogEvent> pages = (after, most) -> store.logs(after, from, function, most);
        Consumer<LogEvent> show = event -> {
            out(json() ? JsonLines.of(event) : lines.of(event));
            any.set(true);
        };
        long number = show(0, store.lastLogNumber(), pages, show);
        if (!follow && !any.get()) {
            err("Nothing was logged in this time.");
        }
        while (follow && pause()) {
            number = show(number, store.lastLogNumber(), pages, show);
        }
    }
}
