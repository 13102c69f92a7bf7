package io.fluxgateway.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Turns what PostgreSQL reports into one line that names the database and says what to do.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">its error codes</a>
 */
final class PostgresErrors {
    static final String STARTING = "57P03";
    static final String READ_ONLY = "25006";

    private static final String NUL = "\0";

    private PostgresErrors() {}

    /**
     * @param done what could not be done to the database: "read", "written" or "opened"
     */
    static StoreException explain(PostgresUrl url, String done, SQLException error) {
        return new StoreException(url + " cannot be " + done + ": " + advice(url, error), error);
    }

    private static String advice(PostgresUrl url, SQLException error) {
        String state = state(error);
        return switch (state) {
            case "28P01", "28000", "08004" ->
                "the server does not let user \"" + url.user() + "\" in; check user and password ("
                        + oneLine(url, error) + ")";
            case "3D000" ->
                "there is no such database; make it, or check its name (CREATE DATABASE \"" + url.database() + "\")";
            case "42501", "3F000" ->
                "user \"" + url.user() + "\" lacks a permission; have the owner of the database run: CREATE SCHEMA "
                        + url.schema() + " AUTHORIZATION \"" + url.user() + "\", or grant all on that schema and its"
                        + " tables (" + oneLine(url, error) + ")";
            case "42P01" ->
                "its tables are gone; restore the schema " + url.schema() + " from a backup (" + oneLine(url, error)
                        + ")";
            case READ_ONLY -> "it is read-only, as a replica is; name the primary server";
            case "53300" ->
                "the server has no connection left; raise its max_connections, or lower maxConnections here";
            case "53100" -> "the server's disk is full; make room and try again";
            case "55P03" -> "another process keeps it locked; try again, or end that process";
            case "57014" -> "the server took too long to answer; try again, and look at its load";
            case STARTING -> "the server is starting up or shutting down; try again";
            default ->
                isLost(error)
                        ? "the server cannot be reached; check that it runs, host, port and network ("
                                + oneLine(url, error) + ")"
                        : oneLine(url, error);
        };
    }

    /** Whether an error means that the connection is gone, or no server that can be written to is at its other end. */
    static boolean isLost(SQLException error) {
        String state = state(error);
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.equals(READ_ONLY)
                || state.equals("25P03"); // ended because it was idle
    }

    /** Whether the server refused the values themselves, as it would again. */
    static boolean isOfData(SQLException error) {
        return state(error).startsWith("22");
    }

    /** Whether an error may be due to one of several statements, while the others would succeed. */
    static boolean isOfStatement(SQLException error) {
        String state = state(error);
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("40") || state.startsWith("54");
    }

    /** Whether what is to be unique is there already. */
    static boolean isDuplicate(SQLException error) {
        return state(error).equals("23505");
    }

    /** Text as PostgreSQL can store it, which knows no NUL. */
    static @Nullable String storable(@Nullable String text) {
        return text != null && text.contains(NUL) ? text.replace(NUL, "\ufffd") : text;
    }

    private static String state(SQLException error) {
        String state = error.getSQLState();
        return state == null ? "" : state;
    }

    /** The first line: what follows may show data. */
    private static String oneLine(PostgresUrl url, SQLException error) {
        return url.withoutSecrets(
                String.valueOf(error.getMessage()).lines().findFirst().orElse(""));
    }
}
