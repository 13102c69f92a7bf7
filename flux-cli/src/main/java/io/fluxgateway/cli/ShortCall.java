package io.fluxgateway.cli;

import io.fluxgateway.jdbc.SqliteTraceReader;
import io.fluxgateway.trace.TraceFilter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The usual calls of {@code flux trace} and {@code flux tail --last}, understood without picocli, which takes longer to
 * start than they take to answer. Anything else is not understood here, mistakes and help included: picocli says all that is
 * to be said about words.
 */
final class ShortCall {
    private static final int LONGEST_ID = 32;
    private static final int MOST_DIGITS = 4;

    private @Nullable String id;
    private @Nullable String last;
    private @Nullable Path dir;
    private boolean json;

    private ShortCall() {}

    /** Null if it is not a call that is understood here: what is in a database is left to picocli as well. */
    static @Nullable ShortCall of(Surroundings here, String... args) {
        return here.namesDatabase() ? null : of(args);
    }

    /** Null if these are not words that are understood here. */
    static @Nullable ShortCall of(String... args) {
        if (args.length == 0 || !(args[0].equals("trace") || args[0].equals("tail"))) {
            return null;
        }
        ShortCall call = new ShortCall();
        for (int i = 1; i < args.length; i++) {
            String next = i + 1 < args.length ? args[i + 1] : "";
            boolean takesNext = args[i].equals("--dir") || args[i].equals("--last");
            if (!(takesNext ? call.takeOption(args[i], next) : call.takeWord(args[i]))) {
                return null;
            }
            i += takesNext ? 1 : 0;
        }
        boolean complete = args[0].equals("trace") ? call.id != null && call.last == null : call.isTail();
        return complete ? call : null;
    }

    private boolean isTail() {
        return id == null && last != null;
    }

    private boolean takeOption(String name, String value) {
        if (name.equals("--dir")
                && dir == null
                && !value.isEmpty()
                && value.charAt(0) != '-'
                && value.charAt(0) != '@') {
            dir = Path.of(value);
            return true;
        }
        if (name.equals("--last") && last == null && isOf("0123456789", value, MOST_DIGITS) && value.charAt(0) != '0') {
            last = value;
            return true;
        }
        return false;
    }

    private boolean takeWord(String word) {
        if (word.equals("--json") && !json) {
            json = true;
            return true;
        }
        if (id == null && isOf("0123456789abcdefABCDEF", word, LONGEST_ID)) {
            id = word.toLowerCase(Locale.ROOT);
            return true;
        }
        return false;
    }

    private static boolean isOf(String characters, String word, int longest) {
        for (int i = 0; i < word.length(); i++) {
            if (characters.indexOf(word.charAt(i)) < 0) {
                return false;
            }
        }
        return !word.isEmpty() && word.length() <= longest;
    }

    /** Answers it, and returns the exit code. */
    int run(Console console) {
        Surroundings here = console.surroundings();
        HeadStart.take(console.zone());
        try (SqliteTraceReader store = here.traces(dir)) {
            view().show(store, console);
            return 0;
        } catch (Exception e) {
            return new Failures(here.debug()).report(e, console.err());
        }
    }

    private View view() {
        return id != null ? new TraceView(id, json) : new TailView(TraceFilter.ALL, most(), json);
    }

    private int most() {
        return last == null ? TailView.MOST : Integer.parseInt(last);
    }
}
