package io.fluxgateway.cli.dev;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.cli.project.RouteLines;
import io.fluxgateway.route.RouteTable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the user sees when the server is ready.
 *
 * @param key       the key that was just made; null if there was one
 * @param authority what clients are to trust; null if that is not for Flux to say
 */
record Banner(
        String project,
        RouteTable routes,
        @Nullable ApiKeySecret key,
        URI url,
        @Nullable Path authority,
        Duration startUp) {
    private static final int NOTE_COLUMN = 35;

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        int count = routes.functions().size();
        lines.add("flux dev  " + project + "  " + count + (count == 1 ? " function" : " functions"));
        lines.addAll(RouteLines.of(routes));
        if (key != null) {
            lines.add(line("key", key.reveal(), "  shown only now: the API key named \"" + DevServer.KEY_NAME + "\""));
        }
        if (authority != null) {
            lines.add(line("ca", authority.toString(), "  for clients to trust: flux trust"));
        }
        double seconds = startUp.toMillis() / 1000.0;
        lines.add(line("ready", url.toString(), String.format(Locale.ROOT, "in %.1f s", seconds)));
        return lines;
    }

    private static String line(String label, String value, String note) {
        return String.format("%-7s%-" + NOTE_COLUMN + "s%s", label, value, note);
    }
}
