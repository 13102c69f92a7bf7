package io.fluxgateway.cli.invoke;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a function answered; its body is read once.
 *
 * @param duration until the answer began
 */
public record Answer(String function, HttpResponse<InputStream> response, Duration duration) {
    private static final int MOST_BYTES_OF_JSON = 16 << 20;
    private static final int CHUNK = 8192;
    private static final int FIRST_ERROR = 400;

    /** Whether it is 2xx or 3xx. */
    public boolean isSuccess() {
        return status() < FIRST_ERROR;
    }

    public int status() {
        return response.statusCode();
    }

    /** All but the body: {@code hello  GET https://localhost:4000/hello  200  23 ms  x-request-id 8b49...}. */
    public String line() {
        return String.join(
                "  ",
                function,
                response.request().method() + " " + response.request().uri(),
                String.valueOf(status()),
                duration.toMillis() + " ms",
                "x-request-id " + requestId());
    }

    private String requestId() {
        return response.headers().firstValue("x-request-id").orElse("none");
    }

    private String contentType() {
        return response.headers().firstValue("content-type").orElse("").toLowerCase(Locale.ROOT);
    }

    private boolean isText() {
        String type = contentType();
        boolean text = type.startsWith("text/") || type.contains("json") || type.contains("xml");
        return text && (!type.contains("charset=") || type.contains("utf-8"));
    }

    /**
     * Hands the body on as it comes.
     *
     * @param text  for what is text
     * @param bytes for what is not: the same place, as bytes
     * @return whether the last character of a text was a line's end
     */
    public boolean copyBody(PrintWriter text, OutputStream bytes) throws IOException {
        try (InputStream body = response.body()) {
            if (!isText()) {
                text.flush();
                body.transferTo(bytes);
                bytes.flush();
                return true;
            }
            char last = '\n';
            char[] chunk = new char[CHUNK];
            InputStreamReader reader = new InputStreamReader(body, StandardCharsets.UTF_8);
            for (int read = reader.read(chunk); read >= 0 && !text.checkError(); read = reader.read(chunk)) {
                text.write(chunk, 0, read);
                text.flush();
                last = read > 0 ? chunk[read - 1] : last;
            }
            return last == '\n';
        }
    }

    /** All of it as one object: {@code body} is JSON, or text, or {@code bodyBase64} is anything else. */
    public String json() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("function", function);
        all.put("method", response.request().method());
        all.put("url", response.request().uri().toString());
        all.put("status", status());
        all.put("durationMillis", duration.toMillis());
        all.put("requestId", requestId());
        byte[] bytes;
        try (InputStream body = response.body()) {
            bytes = body.readNBytes(MOST_BYTES_OF_JSON + 1);
        }
        if (bytes.length > MOST_BYTES_OF_JSON) {
            throw new IOException("its answer has more than " + (MOST_BYTES_OF_JSON >> 20)
                    + " MiB, which is too much for --json; do without it");
        }
        if (isText()) {
            all.put("body", parsed(new String(bytes, StandardCharsets.UTF_8)));
        } else if (bytes.length > 0) {
            all.put("bodyBase64", Base64.getEncoder().encodeToString(bytes));
        }
        return JsonMapper.shared().writeValueAsString(all);
    }

    private Object parsed(String text) {
        if (contentType().contains("json") && !contentType().contains("ndjson")) {
            try {
                return JsonMapper.shared().readTree(text);
            } catch (JacksonException e) {
                return text; // says that it is JSON, and is not
            }
        }
        return text;
    }
}
