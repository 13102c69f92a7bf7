package io.fluxgateway.function;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object. What is not there, or is wrong and reported, is null.
 *
 * @param prefix put before a field's name in messages: empty or ending with a dot
 */
record ObjectFields(Json.Members object, String prefix, ProblemSink problems) {

    void refuseUnknown(List<String> known) {
        object.byName().forEach((name, member) -> {
            if (!known.contains(name)) {
                String meant = Spelling.closest(name, known);
                String hint = meant == null
                        ? "expected one of " + String.join(", ", known)
                        : "did you mean " + Quoted.text(meant) + "?";
                problems.at(member.line(), "unknown field " + Quoted.text(prefix + name) + " (" + hint + ")");
            }
        });
    }

    boolean has(String name) {
        return object.byName().containsKey(name);
    }

    /** The line of the first of these fields that is there, else of the object. */
    int line(String... names) {
        for (String name : names) {
            Json.Member member = object.byName().get(name);
            if (member != null) {
                return member.line();
            }
        }
        return object.line();
    }

    <T> @Nullable T text(String name, Function<String, T> rule) {
        Json value = value(name);
        if (value instanceof Json.Text text) {
            return apply(name, value, text.value(), rule);
        }
        if (value != null) {
            wrongType(name, value, "a string");
        }
        return null;
    }

    /** A text, or a number as it is written. */
    <T> @Nullable T textOrNumber(String name, Function<String, T> rule) {
        Json value = value(name);
        if (value instanceof Json.Numeral number) {
            return apply(name, value, number.text(), rule);
        }
        if (value == null || value instanceof Json.Text) {
            return text(name, rule);
        }
        wrongType(name, value, "a string or a number");
        return null;
    }

    @Nullable
    Boolean flag(String name) {
        Json value = value(name);
        if (value instanceof Json.Flag flag) {
            return flag.value();
        }
        if (value != null) {
            wrongType(name, value, "true or false");
        }
        return null;
    }

    /** A whole number within these bounds, both inclusive. */
    @Nullable
    Integer integer(String name, int least, int most) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Json.Numeral number) {
            try {
                int whole = Integer.parseInt(number.text());
                if (whole >= least && whole <= most) {
                    return whole;
                }
            } catch (NumberFormatException e) {
                // told below
            }
        }
        wrongType(name, value, "a whole number from " + least + " to " + most);
        return null;
    }

    /** The texts of a list that are right. */
    @Nullable
    List<String> texts(String name, UnaryOperator<String> rule) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Json.Items items)) {
            wrongType(name, value, "a list of strings");
            return null;
        }
        List<String> right = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Json item : items.values()) {
            if (!(item instanceof Json.Text text)) {
                wrongType(name, item, "strings in the list");
                continue;
            }
            String checked = apply(name, item, text.value(), rule);
            if (checked != null && !seen.add(checked)) {
                problems.at(item.line(), prefix + name + " " + item.shown() + " (expected each once)");
            } else if (checked != null) {
                right.add(checked);
            }
        }
        return right;
    }

    @Nullable
    ObjectFields object(String name) {
        Json value = value(name);
        if (value instanceof Json.Members members) {
            return new ObjectFields(members, prefix + name + ".", problems);
        }
        if (value != null) {
            wrongType(name, value, "an object");
        }
        return null;
    }

    private @Nullable Json value(String name) {
        Json.Member member = object.byName().get(name);
        return member == null ? null : member.value();
    }

    private void wrongType(String name, Json value, String expected) {
        problems.at(value.line(), prefix + name + " " + value.shown() + " (expected " + expected + ")");
    }

    private <T> @Nullable T apply(String name, Json place, String value, Function<String, T> rule) {
        try {
            return rule.apply(value);
        } catch (IllegalArgumentException e) {
            String message = e.getMessage();
            problems.at(place.line(), message == null ? prefix + name + " " + place.shown() : message);
            return null;
        }
    }
}
