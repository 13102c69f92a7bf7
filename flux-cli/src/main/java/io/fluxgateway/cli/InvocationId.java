package io.fluxgateway.cli;

import io.fluxgateway.cli.queue.Invocations;
import io.fluxgateway.cli.queue.QueueLines;
import io.fluxgateway.invocation.InvocationState;
import java.util.List;
import java.util.Locale;

/**
 * How the ID of an invocation starts.
 *
 * @param digits in lower case
 */
record InvocationId(String digits) {
    static final String DESCRIPTION =
            "The invocation's ID, from the location of the response 202; its first digits do if no other ID starts with"
                    + " them.";

    private static final int LONGEST = 32;
    private static final int MOST_SHOWN = 10;

    /**
     * Reads what a user gave: the digits, or the whole path to ask at.
     *
     * @throws IllegalArgumentException naming the value and what was expected
     */
    static InvocationId parse(String text) {
        String digits = text.strip().toLowerCase(Locale.ROOT).replaceFirst("^.*/_flux/invocations/", "");
        if (!digits.matches("[0-9a-f]{1," + LONGEST + "}")) {
            throw new IllegalArgumentException("ID: \"" + text + "\" (expected: 1 to " + LONGEST
                    + " hexadecimal digits, as in the location of a response 202)");
        }
        return new InvocationId(digits);
    }

    /** The one invocation whose ID starts so; candidates are shown if there are several. */
    InvocationState find(Invocations queue, Console console) throws CommandFailedException {
        List<InvocationState> matching = queue.startingWith(digits, MOST_SHOWN + 1);
        if (matching.size() > 1) {
            QueueLines lines = QueueListView.lines(console);
            matching.stream().limit(MOST_SHOWN).forEach(state -> console.err("  " + lines.candidate(state)));
            throw new CommandFailedException(
                    (matching.size() > MOST_SHOWN ? "more than " + MOST_SHOWN : matching.size())
                            + " invocations start with " + digits + ", see above; give more digits");
        }
        return matching.stream()
                .findFirst()
                .flatMap(state -> queue.find(state.invocation().id()))
                .orElseThrow(() -> new CommandFailedException("no invocation starts with " + digits
                        + " (\"flux queue list\" shows those there are; they are forgotten some days after they"
                        + " ended)"));
    }
}
