package io.fluxgateway.cli;

import io.fluxgateway.cli.trace.JsonLines;
import io.fluxgateway.cli.trace.Lines;
import io.fluxgateway.jdbc.SqliteTraceReader;
import io.fluxgateway.trace.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flux logs}. */
@Command(name = "logs", description = "Show what the functions of a project logged.")
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
        if (!since.matches("[1-9][0-9]{0,5}[smhd]")) {
            throw wrongUsage("--since: \"" + since + "\" (expected: a number and s, m, h or d, such as 10m)");
        }
        long amount = Long.parseLong(since.substring(0, since.length() - 1));
        age = switch (since.charAt(since.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    @Override
    void run(SqliteTraceReader store) {
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
