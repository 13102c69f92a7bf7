package io.fluxgateway.function;

import io.fluxgateway.http.DurationText;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.SizeText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What the fields of a function may be. Each rule throws IllegalArgumentException with the field, value and expectation. */
final class FieldRules {
    static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    static final Duration MAX_TIMEOUT = Duration.ofMinutes(15);
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    static final long MAX_BODY = 1L << 40;
    static final String DENO = "deno";
    static final String DEFAULT_ENTRY = "index.ts";
    static final List<Method> METHODS = List.of(Method.GET, Method.POST, Method.PUT, Method.PATCH, Method.DELETE);

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern RUNTIME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern ENV = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private FieldRules() {}

    static String name(String value) {
        return matching(NAME, "name", value, "1 to 63 of a-z, 0-9, _ and -, the first a letter or digit");
    }

    static String runtime(String value) {
        return matching(RUNTIME, "runtime", value, "a-z, 0-9 and -, the first a letter");
    }

    static String env(String value) {
        return matching(ENV, "env", value, "the name of an environment variable: letters, digits and _");
    }

    static Method method(String value) {
        Method method = Method.of(value);
        if (!METHODS.contains(method)) {
            throw refuse(
                    "method",
                    value,
                    "one of "
                            + String.join(
                                    ", ", METHODS.stream().map(Method::name).toList()));
        }
        return method;
    }

    static Duration timeout(String value) {
        Duration timeout = DurationText.parse(value);
        if (timeout != null && isTimeout(timeout)) {
            return timeout;
        }
        throw refuse("timeout", value, "100ms to 15m, such as \"500ms\", \"30s\" or \"5m\"");
    }

    static boolean isTimeout(Duration value) {
        return value.compareTo(MIN_TIMEOUT) >= 0 && value.compareTo(MAX_TIMEOUT) <= 0;
    }

    static Long maxBody(String value) {
        Long bytes = SizeText.parse(value);
        if (bytes != null && isMaxBody(bytes)) {
            return bytes;
        }
        throw refuse("maxBody", value, "1 byte to 1024GB, such as \"512KB\", \"2MB\" or a number of bytes");
    }

    static boolean isMaxBody(long bytes) {
        return bytes >= 1 && bytes <= MAX_BODY;
    }

    static URI url(String value) {
        try {
            URI url = new URI(value);
            var unused = UpstreamUrl.of(url);
            return url;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw refuse(
                    "url",
                    value,
                    "an absolute http or https URL without user, query and fragment, such as \"http://localhost:8080/api\"");
        }
    }

    static String host(String value) {
        try {
            var unused = HostPort.parse(value);
            return value;
        } catch (IllegalArgumentException e) {
            throw refuse(
                    "permissions.net",
                    value,
                    "a host such as \"example.com\", \"example.com:443\" or \"[::1]:80\", no scheme");
        }
    }

    static String entry(String value) {
        return relativePath("entry", value, "a path inside the function's folder, relative to it");
    }

    /** A path that a function may read or write. */
    static String dataPath(String field, String value) {
        if (value.indexOf(',') >= 0) {
            throw refuse(field, value, "a path without commas");
        }
        return relativePath(field, value, "a path inside the project folder, relative to it");
    }

    private static String relativePath(String field, String value, String expected) {
        boolean escapes = value.isEmpty()
                || value.startsWith("/")
                || value.indexOf('\\') >= 0
                || DRIVE.matcher(value).matches()
                || value.chars().anyMatch(Character::isISOControl)
                || List.of(value.split("/")).contains("..");
        if (escapes || !isFileName(value)) {
            throw refuse(field, value, expected);
        }
        return value;
    }

    private static boolean isFileName(String value) {
        try {
            return !Path.of(value).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String matching(Pattern pattern, String field, String value, String expected) {
        if (!pattern.matcher(value).matches()) {
            throw refuse(field, value, expected);
        }
        return value;
    }

    static IllegalArgumentException refuse(String field, String value, String expected) {
        return new IllegalArgumentException(field + " " + Quoted.text(value) + " (expected " + expected + ")");
    }
}
