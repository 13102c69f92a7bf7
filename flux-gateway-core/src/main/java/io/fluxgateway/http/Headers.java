package io.fluxgateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order they were added. Names are compared without regard to case (RFC 9110 section 5.1).
 *
 * <p>Meant for the small messages that core builds itself; a host keeps its own structure for what it streams. Not
 * thread-safe.
 */
public final class Headers {
    private final List<String> namesAndValues = new ArrayList<>();

    /** The value of the first field of that name, or null. */
    public @Nullable String first(String name) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            if (namesAndValues.get(i).equalsIgnoreCase(name)) {
                return namesAndValues.get(i + 1);
            }
        }
        return null;
    }

    /** The values of all fields of that name, in order; empty if there is none. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        forEach((n, v) -> {
            if (n.equalsIgnoreCase(name)) {
                values.add(v);
            }
        });
        return values;
    }

    /** Adds a field behind those of the same name. */
    public Headers add(String name, String value) {
        namesAndValues.add(name);
        namesAndValues.add(value);
        return this;
    }

    /** Replaces all fields of that name with one. */
    public Headers set(String name, String value) {
        remove(name);
        return add(name, value);
    }

    /** Removes all fields of that name. */
    public Headers remove(String name) {
        for (int i = namesAndValues.size() - 2; i >= 0; i -= 2) {
            if (namesAndValues.get(i).equalsIgnoreCase(name)) {
                namesAndValues.remove(i + 1);
                namesAndValues.remove(i);
            }
        }
        return this;
    }

    /** Removes all fields whose names start so, in any case. */
    public Headers removeAll(String prefix) {
        for (int i = namesAndValues.size() - 2; i >= 0; i -= 2) {
            if (HeaderNames.hasPrefix(namesAndValues.get(i), prefix)) {
                namesAndValues.remove(i + 1);
                namesAndValues.remove(i);
            }
        }
        return this;
    }

    /** Calls the consumer with each name and value, in order. */
    public void forEach(BiConsumer<String, String> consumer) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            consumer.accept(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }

    public boolean isEmpty() {
        return namesAndValues.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }
}
