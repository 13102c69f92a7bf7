package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Where a PostgreSQL database is, and how to connect to it. Never shows a password. Immutable.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/use/">the driver's URLs and their parameters</a>
 */
final class PostgresUrl {
    static final String DEFAULT_SCHEMA = "flux";

    private static final String HOST = "(?:\\[[0-9A-Fa-f:.]+]|[^\\s/?#@:,\\[\\]]+)(?::[0-9]{1,5})?";
    private static final Pattern BASE = Pattern.compile("jdbc:postgresql://" + HOST + "(?:," + HOST + ")*/[^/?#@]+");
    private static final String EXPECTED = " (expected: jdbc:postgresql://HOST[:PORT]/DATABASE)";
    private static final String SCHEMA = "currentSchema";
    /** Short enough for a channel that is named after it. */
    private static final Pattern SCHEMA_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,39}");

    private final String base;
    private final Properties parameters;
    private final String schema;

    private PostgresUrl(String base, Properties parameters, String schema) {
        this.base = base;
        this.parameters = parameters;
        this.schema = schema;
    }

    /**
     * @throws IllegalArgumentException if it is no URL of a PostgreSQL database
     * @throws StoreException           if the driver is missing
     */
    static PostgresUrl parse(String url) {
        String base = url.replaceFirst("(?s)\\?.*", "");
        if (!BASE.matcher(base).matches()) { // the driver would name credentials in a host's place in its error
            throw wrong(url);
        }
        Properties parameters = parameters(url);
        if (parameters == null || parameters.getProperty("PGDBNAME", "").isEmpty()) {
            throw wrong(url);
        }
        Object named = parameters.remove(SCHEMA);
        String schema = named == null ? DEFAULT_SCHEMA : named.toString();
        if (!SCHEMA_NAME.matcher(schema).matches()) {
            throw new IllegalArgumentException(SCHEMA + ": \"" + schema
                    + "\" (expected: one name of at most 40 characters of a-z, 0-9 and \"_\", starting with no digit)");
        }
        parameters.putIfAbsent("connectTimeout", "5");
        parameters.putIfAbsent("socketTimeout", "10");
        parameters.putIfAbsent("tcpKeepAlive", "true");
        parameters.putIfAbsent("ApplicationName", "flux-gateway");
        if (parameters.getProperty("PGHOST", "").contains(",")) {
            parameters.putIfAbsent("targetServerType", "primary");
            parameters.putIfAbsent("hostRecheckSeconds", "2");
        }
        return new PostgresUrl(base, parameters, schema);
    }

    private static @Nullable Properties parameters(String url) {
        try {
            Properties parsed = Driver.parseURL(url, null);
            if (parsed == null) {
                return null;
            }
            Properties own = new Properties();
            parsed.stringPropertyNames().forEach(name -> own.setProperty(name, parsed.getProperty(name)));
            return own;
        } catch (NoClassDefFoundError e) {
            throw new StoreException(
                    "PostgreSQL's driver is missing: add org.postgresql:postgresql (42.7 or later) to the application",
                    e);
        }
    }

    private static IllegalArgumentException wrong(String url) {
        return new IllegalArgumentException("database: \"" + masked(url) + '"' + EXPECTED);
    }

    /** Without what may be a secret: parameters, and whatever is before an "@". */
    static String masked(String url) {
        return url.replaceFirst("(?s)\\?.*", "?...").replaceFirst("(?s)//.*@", "//...@");
    }

    /** The same, with credentials for whatever the URL has none of. */
    PostgresUrl with(@Nullable String user, @Nullable String password) {
        Properties all = new Properties();
        all.putAll(parameters);
        if (user != null) {
            all.putIfAbsent("user", user);
        }
        if (password != null) {
            all.putIfAbsent("password", password);
        }
        return new PostgresUrl(base, all, schema);
    }

    Connection connect() throws SQLException {
        Connection connection = new Driver().connect(base, parameters);
        if (connection == null) {
            throw new SQLException("the driver does not know " + this);
        }
        return connection;
    }

    String schema() {
        return schema;
    }

    String database() {
        return parameters.getProperty("PGDBNAME");
    }

    String user() {
        return parameters.getProperty("user", System.getProperty("user.name"));
    }

    /** A text without the password, should somebody have put it there. */
    String withoutSecrets(String text) {
        String password = parameters.getProperty("password", "");
        return password.isEmpty() ? text : text.replace(password, "...");
    }

    /** As users are to read it. */
    @Override
    public String toString() {
        Iterator<String> ports = list("PGPORT").iterator();
        String where =
                list("PGHOST").stream().map(host -> host + ":" + ports.next()).collect(Collectors.joining(", "));
        return "PostgreSQL database \"" + database() + "\" at " + where;
    }

    private List<String> list(String parameter) {
        return List.of(parameters.getProperty(parameter, "").split(",", -1));
    }
}
