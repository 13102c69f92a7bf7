package io.fluxgateway.cli.dev;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps the lines that it is given. */
public final class Lines implements Consumer<String> {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void accept(String line) {
        lines.add(line);
    }

    public List<String> all() {
        return List.copyOf(lines);
    }

    /** What follows the label of a line of the banner: its value. */
    public String value(String label) {
        return lines.stream()
                .filter(line -> line.startsWith(label + " "))
                .map(line -> line.substring(label.length()).strip().replaceFirst("\\s.*", ""))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line of " + label + " in " + lines));
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
