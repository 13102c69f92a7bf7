package io.fluxgateway.cli;

import io.fluxgateway.project.CallbackSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** {@code --callback-origin} and what goes with it: where the results of queued invocations may be posted. */
final class CallbackOptions {
    @ArgGroup
    private @Nullable Origins origins;

    /** Either these origins or none. */
    private static final class Origins {
        @Option(
                names = "--callback-origin",
                paramLabel = "URL",
                required = true,
                description = "Origin that results of async functions may be posted to, such as https://your-app.com or"
                        + " https://*.example.com. May be given more than once; replaces all there were.")
        private @Nullable List<String> given;

        @Option(
                names = "--no-callbacks",
                required = true,
                description = "Post no results any more. The secret is kept for later.")
        private boolean none;
    }

    @Option(
            names = "--callback-private-addresses",
            arity = "1",
            paramLabel = "true|false",
            description = "Whether those origins may be in private networks or on this machine, also with http.")
    private @Nullable Boolean privateAddresses;

    /** Whether none of the options is there. */
    boolean isEmpty() {
        return origins == null && privateAddresses == null;
    }

    /**
     * Refuses what no settings could be changed to.
     *
     * @throws IllegalArgumentException naming the bad origin and what was expected
     */
    void check() {
        var unused = change(CallbackSettings.OFF.with(List.of(), true));
    }

    /**
     * The settings as they are to be.
     *
     * @throws IllegalArgumentException naming the bad origin and what was expected
     */
    CallbackSettings change(CallbackSettings before) {
        return isEmpty()
                ? before
                : before.with(
                        origins == null ? before.origins() : origins(origins),
                        privateAddresses == null ? before.privateAddresses() : privateAddresses);
    }

    private static List<String> origins(Origins chosen) {
        return chosen.none || chosen.given == null
                ? List.of()
                : chosen.given.stream().distinct().toList();
    }
}
