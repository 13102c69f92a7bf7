package io.fluxgateway.invocation;

import io.fluxgateway.exchange.WebhookSecret;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.OriginPattern;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.ProblemException;
import io.fluxgateway.http.Status;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Where the results of a project's invocations may be posted, and what that is signed with. Immutable. */
public final class CallbackPolicy {
    /** Nowhere. */
    public static final CallbackPolicy OFF = new CallbackPolicy(List.of(), false, now -> List.of());

    private static final int LONGEST_URL = 2048;

    private final List<OriginPattern> origins;
    private final boolean privateAddresses;
    private final Function<Instant, List<WebhookSecret>> secrets;

    /**
     * @param origins          empty for none
     * @param privateAddresses whether they may be in private networks, and without TLS
     * @param secrets          those to sign with at a time
     */
    public CallbackPolicy(
            List<OriginPattern> origins, boolean privateAddresses, Function<Instant, List<WebhookSecret>> secrets) {
        this.origins = List.copyOf(origins);
        this.privateAddresses = privateAddresses;
        this.secrets = secrets;
    }

    /**
     * The URL that a client named.
     *
     * @param fields the values of all {@code x-flux-callback} fields of its request, at least one
     * @throws ProblemException if the result may not be posted there
     */
    public URI check(List<String> fields) {
        if (origins.isEmpty()) {
            throw refuse(
                    "callback_not_enabled",
                    "Callbacks are off",
                    "This project posts no results. Allow your origin: flux project update --callback-origin"
                            + " https://your-app.com");
        }
        if (fields.size() > 1) {
            throw invalid(fields.size() + " fields " + HeaderNames.FLUX_CALLBACK + " (expected one)");
        }
        String text = fields.get(0);
        if (text.length() > LONGEST_URL) {
            throw invalid("its URL has " + text.length() + " characters (expected at most " + LONGEST_URL + ")");
        }
        CallbackUrl url = parse(text);
        if (!allows(url)) {
            throw refuse(
                    "callback_origin_not_allowed",
                    "The callback's origin is not allowed",
                    "The project does not allow callbacks to " + url.origin()
                            + ". Allow it: flux project update --callback-origin, with all origins there are to be");
        }
        return URI.create(text);
    }

    private static CallbackUrl parse(String text) {
        try {
            return CallbackUrl.of(new URI(text));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw invalid(
                    "\"" + text + "\" (expected a URL such as https://your-app.com/hooks, in ASCII and without user,"
                            + " password and fragment)");
        }
    }

    /** Whether a result may be posted there now; {@link #check} may have been asked before the settings changed. */
    boolean allows(CallbackUrl url) {
        return (url.isTls() || privateAddresses) && origins.stream().anyMatch(pattern -> pattern.matches(url.origin()));
    }

    boolean allowsPrivateAddresses() {
        return privateAddresses;
    }

    /** The value of {@code webhook-signature}: with each secret that is in use, and spaces between them. */
    String signature(String id, Instant now, byte[] body) {
        return String.join(
                " ",
                secrets.apply(now).stream()
                        .map(secret -> secret.sign(id, now.getEpochSecond(), body))
                        .toList());
    }

    private static ProblemException invalid(String what) {
        return refuse("callback_invalid", "Not a callback", HeaderNames.FLUX_CALLBACK + ": " + what + ".");
    }

    private static ProblemException refuse(String code, String title, String detail) {
        return new ProblemException(Problem.of(Status.BAD_REQUEST, code, title, detail));
    }
}
