package io.fluxgateway.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --database} and {@code --project}: name another store than the project's own file, and a project in it. */
final class StoreOptions {
    @Option(
            names = "--database",
            paramLabel = "URL",
            description =
                    "PostgreSQL database with the keys and settings: jdbc:postgresql://HOST[:PORT]/DATABASE. User and"
                            + " password are taken from PGUSER and PGPASSWORD if the URL has none. Default: FLUX_DATABASE_URL, else"
                            + " the project's own file below .flux/.")
    @Nullable
    String database;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "Name of the project in the store. Default: the name of its folder.")
    @Nullable
    String project;
}
