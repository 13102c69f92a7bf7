package io.fluxgateway.route;

import io.fluxgateway.function.RoutePattern;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.RequestPath;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where callers ask how a queued invocation stands: {@code /_flux/invocations/<id>}. */
public final class InvocationPath {
    static final Set<Method> METHODS = Collections.unmodifiableSet(EnumSet.of(Method.GET, Method.HEAD));

    private static final String PREFIX = "/" + RoutePattern.RESERVED + "/invocations/";
    private static final int ID_LENGTH = 32;

    private InvocationPath() {}

    /** The path of an invocation. */
    public static String of(String id) {
        return PREFIX + id;
    }

    /** The ID in such a path; null if it is another path, or what it ends with cannot be an ID. */
    public static @Nullable String id(RequestPath path) {
        String text = path.decoded();
        if (text.length() != PREFIX.length() + ID_LENGTH || !text.startsWith(PREFIX)) {
            return null;
        }
        for (int i = PREFIX.length(); i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return null;
            }
        }
        return text.substring(PREFIX.length());
    }

    /** Whether this is the method and path of such a question. */
    public static boolean answers(Method method, RequestPath path) {
        return METHODS.contains(method) && id(path) != null;
    }
}
