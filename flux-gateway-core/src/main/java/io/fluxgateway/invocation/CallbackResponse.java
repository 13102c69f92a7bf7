package io.fluxgateway.invocation;

import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the head of an HTTP/1.1 response (RFC 9112), and no more of it than that. Of its fields few are kept. */
final class CallbackResponse {
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final int FIRST_FINAL = 200;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] ([1-5][0-9]{2})( .*)?");
    private static final Set<String> KEPT = Set.of(HeaderNames.RETRY_AFTER, HeaderNames.LOCATION);

    private final InputStream in;
    private int left = LONGEST_HEAD;

    private CallbackResponse(InputStream in) {
        this.in = in;
    }

    /**
     * Reads a head.
     *
     * @param in buffered
     */
    static Outcome.Response read(InputStream in) throws IOException {
        return new CallbackResponse(in).read();
    }

    private Outcome.Response read() throws IOException {
        int status;
        Headers fields;
        do { // interim responses
            status = status(line());
            fields = new Headers();
            for (String line = line(); !line.isEmpty(); line = line()) {
                keep(line, fields);
            }
        } while (status < FIRST_FINAL);
        return new Outcome.Response(status, fields, new byte[0], false);
    }

    private static int status(String line) throws CallbackException {
        Matcher matcher = STATUS_LINE.matcher(line);
        if (!matcher.matches()) {
            throw bad("its first line is none of HTTP/1.1");
        }
        int status = Integer.parseInt(matcher.group(1));
        if (status == 101) {
            throw bad("it switches protocols");
        }
        return status;
    }

    private static void keep(String line, Headers fields) {
        int colon = line.indexOf(':');
        if (colon > 0) {
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            if (KEPT.contains(name)) {
                fields.add(name, line.substring(colon + 1).strip());
            }
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = next(); c != '\n'; c = next()) {
            line.write(c);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private int next() throws IOException {
        if (left-- == 0) {
            throw bad("its head is longer than " + LONGEST_HEAD + " bytes");
        }
        int c = in.read();
        if (c < 0) {
            throw new CallbackException("callback_no_response", "the connection ended before the response");
        }
        return c;
    }

    private static CallbackException bad(String what) {
        return new CallbackException("callback_bad_response", "the response cannot be used: " + what);
    }
}
