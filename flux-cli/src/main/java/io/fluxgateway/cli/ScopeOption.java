package io.fluxgateway.cli;

import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.route.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --scope}: the functions that a key may call. */
final class ScopeOption {
    private static final int MOST_NAMED = 20;

    @Option(
            names = "--scope",
            paramLabel = "FUNCTION,...",
            description = "The functions that it may call. Default: all, also those to come.")
    private @Nullable List<String> given;

    /** The names; null if the option was not given. */
    @Nullable
    List<String> functions() {
        if (given == null) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (String list : given) {
            for (String name : list.split(",", -1)) {
                names.add(name.strip());
            }
        }
        return names;
    }

    /** What to tell of names that no function of the project has; nothing if its functions are not known. */
    static List<String> warnings(List<String> names, ProjectFolder folder) {
        return deployed(folder).stream()
                .flatMap(known -> names.stream()
                        .distinct()
                        .filter(name -> !known.contains(name))
                        .map(name -> "warning: no function \"" + name + "\" in this project (" + list(known)
                                + "); the key may call it once there is"))
                .toList();
    }

    private static Optional<List<String>> deployed(ProjectFolder folder) {
        try {
            List<String> names = RouteTable.load(folder.path()).functions().stream()
                    .map(FunctionManifest::name)
                    .sorted()
                    .toList();
            // An application that embeds the gateway declares its functions elsewhere.
            return names.isEmpty() ? Optional.empty() : Optional.of(names);
        } catch (ManifestException e) {
            return Optional.empty();
        }
    }

    private static String list(List<String> known) {
        String some = String.join(", ", known.subList(0, Math.min(MOST_NAMED, known.size())));
        return "there " + (known.size() == 1 ? "is " : "are ") + some + (known.size() > MOST_NAMED ? ", ..." : "");
    }
}
