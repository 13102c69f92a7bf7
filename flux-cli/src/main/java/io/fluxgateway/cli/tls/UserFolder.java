package io.fluxgateway.cli.tls;

import java.nio.file.Path;
import java.util.Map;

/** Where Flux keeps what belongs to a user and not to a project. */
public final class UserFolder {
    /** Names the folder, in place of the system's own for such things. */
    public static final String VARIABLE = "FLUX_HOME";

    private UserFolder() {}

    /** {@code FLUX_HOME}, else {@code flux} in {@code XDG_CONFIG_HOME}, {@code APPDATA} or {@code ~/.config}. */
    public static Path of(Map<String, String> environment) {
        String own = environment.getOrDefault(VARIABLE, "");
        if (!own.isEmpty()) {
            return Path.of(own).toAbsolutePath();
        }
        for (String variable : new String[] {"XDG_CONFIG_HOME", "APPDATA"}) {
            String folder = environment.getOrDefault(variable, "");
            if (!folder.isEmpty() && Path.of(folder).isAbsolute()) {
                return Path.of(folder, "flux");
            }
        }
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.isEmpty() ? System.getProperty("user.home", ".") : home, ".config", "flux")
                .toAbsolutePath();
    }
}
