package io.fluxgateway.cli;

import io.fluxgateway.jdbc.PostgresStore;
import io.fluxgateway.jdbc.PostgresStoreBuilder;
import io.fluxgateway.jdbc.PostgresTraceStore;
import io.fluxgateway.jdbc.PostgresTraceStoreBuilder;
import java.time.Clock;

/**
 * A PostgreSQL database that the user named. Never shown: its URL may have a password.
 *
 * @param user     empty if the environment names none
 * @param password empty if the environment has none
 */
record NamedDatabase(String url, String user, String password) {
    static final String VARIABLE = "FLUX_DATABASE_URL";

    /**
     * Keys, settings and deployments.
     *
     * @param clock tells when keys end
     * @throws IllegalArgumentException if the URL is none of a PostgreSQL database; the message shows no credentials
     */
    PostgresStoreBuilder store(Clock clock) {
        PostgresStoreBuilder store = PostgresStore.at(url).clock(clock);
        if (!user.isEmpty()) {
            store.user(user);
        }
        if (!password.isEmpty()) {
            store.password(password);
        }
        return store;
    }

    /**
     * Traces of a project.
     *
     * @throws IllegalArgumentException as {@link #store} does
     */
    PostgresTraceStoreBuilder traces(String project) {
        PostgresTraceStoreBuilder traces = PostgresTraceStore.at(url, project);
        if (!user.isEmpty()) {
            traces.user(user);
        }
        if (!password.isEmpty()) {
            traces.password(password);
        }
        return traces;
    }

    @Override
    public String toString() {
        return "a named database";
    }
}
