package io.fluxgateway.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code hostile-requests.txt}, which says what each part means.
 *
 * @param answers  for each answer the statuses that are right; {@code -} for none
 * @param closes   whether the connection must be closed behind the answers
 * @param halfOpen whether the client ends its side
 * @param text     what is sent, one character for an octet, with the placeholders that depend on host and key
 */
public record HostileRequest(String name, List<List<String>> answers, boolean closes, boolean halfOpen, String text) {
    private static final String FILE = "hostile-requests.txt";
    private static final Pattern REPEATED = Pattern.compile("\\{([^{}*]+)\\*(\\d+)}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-fA-F]{2}|.)");
    private static final String HEAD_END = "\r\n\r\n";
    private static final String HOST = "Host: gateway.test\r\n";

    /** All of the table. */
    static List<HostileRequest> all() {
        try (InputStream in = HostileRequest.class.getResourceAsStream(FILE)) {
            return new String(Objects.requireNonNull(in, FILE).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(HostileRequest::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HostileRequest parse(String line) {
        String[] parts = line.split(" \\| ", 3);
        if (parts.length != 3) {
            throw new IllegalStateException(FILE + ": \"" + line + "\" (expected: name | expected | what is sent)");
        }
        List<String> expected = new ArrayList<>(List.of(parts[1].split(" ")));
        boolean closes = expected.remove("close");
        boolean half = expected.remove("half");
        List<List<String>> answers =
                expected.stream().map(each -> Arrays.asList(each.split("/"))).toList();
        return new HostileRequest(parts[0], answers, closes, half, parts[2]);
    }

    /**
     * The octets to send.
     *
     * @param function first segment of the path that stands for {@code /fn/}
     * @param key      for that function alone
     */
    String bytes(String function, String key) {
        String credential = "Authorization: Bearer " + key + "\r\n";
        String expanded = text.replace("{EVIL}", "GET /b/smuggled HTTP/1.1\\r\\n{H}{K}\\r\\n")
                .replace("{SELF}", "GET /fn/smuggled HTTP/1.1\\r\\n{H}{K}\\r\\n")
                .replace("{POST}", "POST /fn/x HTTP/1.1\\r\\n{H}{K}")
                .replace("{GET}", "GET /fn/x HTTP/1.1\\r\\n{H}{K}")
                .replace("fn/", function + "/")
                .replace("fn\\\\", function + "\\\\");
        expanded = REPEATED.matcher(expanded)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2)))));
        expanded = ESCAPE.matcher(expanded)
                .replaceAll(match -> Matcher.quoteReplacement(unescaped(match.group(1))))
                .replace("{H}", HOST)
                .replace("{K}", credential);
        int body = expanded.length() - expanded.indexOf(HEAD_END) - HEAD_END.length();
        return expanded.replace("{body}", String.valueOf(body));
    }

    private static String unescaped(String escape) {
        return switch (escape.charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case 't' -> "\t";
            case '0' -> "\0";
            case '\\' -> "\\";
            case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
            default ->
                throw new IllegalStateException(FILE + ": \"\\" + escape + "\" (expected: \\r \\n \\t \\0 \\\\ \\xHH)");
        };
    }

    /** Whether all octets are on the wire as ISO 8859-1: they are by construction. */
    byte[] wire(String function, String key) {
        return bytes(function, key).getBytes(ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
