package io.fluxgateway.cli.queue;

import io.fluxgateway.cli.project.Columns;
import io.fluxgateway.cli.trace.Texts;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is kept of one invocation, as lines. */
public final class InvocationReport {
    private final InvocationState state;
    private final @Nullable String keyName;
    private final QueueLines words;
    private final ZoneId zone;

    /**
     * @param keyName of the key that the call was made with; null if it has none any more
     * @param zone    the times are shown in
     */
    public InvocationReport(InvocationState state, @Nullable String keyName, QueueLines words, ZoneId zone) {
        this.state = state;
        this.keyName = keyName;
        this.words = words;
        this.zone = zone;
    }

    public List<String> lines() {
        Invocation invocation = state.invocation();
        List<String> lines = new ArrayList<>(facts(invocation).lines());
        body(lines, "request body", invocation.body(), false);
        Outcome last = state.last();
        if (last != null && last.response() != null) {
            Outcome.Response response = last.response();
            headers(lines, response.headers());
            body(lines, "response body", response.body(), response.truncated());
        }
        return lines;
    }

    private Columns facts(Invocation invocation) {
        Columns columns = new Columns("   ").row("invocation", invocation.id());
        if (!invocation.requestId().equals(invocation.id())) {
            columns.row("request", invocation.requestId());
        }
        columns.row("function", QueueLines.name(invocation))
                .row("status", state.status().text() + " after " + QueueLines.attempts(state));
        if (invocation.kind() == Invocation.Kind.CALL) {
            String query = invocation.query() == null ? "" : "?" + invocation.query();
            columns.row("path", Texts.line(invocation.path() + query));
        }
        columns.row("key", keyName == null ? invocation.keyId() : keyName + " (" + invocation.keyId() + ")");
        if (invocation.callback() != null) {
            columns.row("callback", Texts.line(invocation.callback().toString()));
        }
        time(columns, "accepted", state.acceptedAt(), "");
        Instant due = state.dueAt();
        if (due != null) {
            time(columns, "due", due, words.due(due));
        }
        time(columns, "ended", state.endedAt(), "");
        Outcome last = state.last();
        if (last != null) {
            columns.row("last", Texts.line(QueueLines.outcome(last)) + ", in " + Texts.of(last.duration()));
        }
        return columns;
    }

    private void time(Columns columns, String name, @Nullable Instant at, String more) {
        if (at != null) {
            columns.row(name, Texts.date(at, zone) + (more.isEmpty() ? "" : " (" + more + ")"));
        }
    }

    private static void headers(List<String> lines, Headers headers) {
        if (!headers.isEmpty()) {
            lines.add("");
            lines.add("response headers");
            headers.forEach((name, value) -> lines.add("  " + Texts.line(name + ": " + value)));
        }
    }

    private static void body(List<String> lines, String name, byte[] body, boolean truncated) {
        if (body.length == 0) {
            return;
        }
        String text = text(body);
        lines.add("");
        lines.add(name + " (" + body.length + " bytes" + (truncated ? ", the rest was not kept" : "")
                + (text == null ? ", no text)" : ")"));
        if (text != null) {
            Texts.lines(text).forEach(line -> lines.add("  " + line));
        }
    }

    /** Null if it is no text in UTF-8. */
    private static @Nullable String text(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.indexOf('\0') < 0 ? text.replace("\r\n", "\n").stripTrailing() : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
