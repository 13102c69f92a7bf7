package io.fluxgateway.function;

import java.util.List;
import java.util.Map;

/** A JSON value that knows the line it starts on. */
sealed interface Json {
    int line();

    /** The value as a message shows it. */
    String shown();

    record Text(int line, String value) implements Json {
        @Override
        public String shown() {
            return Quoted.text(value);
        }
    }

    record Flag(int line, boolean value) implements Json {
        @Override
        public String shown() {
            return Boolean.toString(value);
        }
    }

    record Numeral(int line, String text) implements Json {
        @Override
        public String shown() {
            return Quoted.plain(text);
        }
    }

    /** Null: no field takes it. */
    record Other(int line, String text) implements Json {
        @Override
        public String shown() {
            return Quoted.plain(text);
        }
    }

    record Items(int line, List<Json> values) implements Json {
        @Override
        public String shown() {
            return values.isEmpty() ? "[]" : "[...]";
        }
    }

    record Members(int line, Map<String, Member> byName) implements Json {
        @Override
        public String shown() {
            return byName.isEmpty() ? "{}" : "{...}";
        }
    }

    /**
     * A member of an object.
     *
     * @param line where its name is
     */
    record Member(int line, Json value) {}
}
