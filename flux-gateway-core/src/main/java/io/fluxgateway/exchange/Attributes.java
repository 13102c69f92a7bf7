package io.fluxgateway.exchange;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values under typed keys. There are few, so a list is searched through. Not thread-safe. */
final class Attributes {
    /** Keys and values in turn. */
    private final List<Object> all = new ArrayList<>(8);

    @SuppressWarnings("unchecked") // put() takes a key and a value of one type
    <T> @Nullable T get(AttributeKey<T> key) {
        for (int i = 0; i < all.size(); i += 2) {
            if (all.get(i) == key) {
                return (T) all.get(i + 1);
            }
        }
        return null;
    }

    <T> void put(AttributeKey<T> key, T value) {
        for (int i = 0; i < all.size(); i += 2) {
            if (all.get(i) == key) {
                all.set(i + 1, value);
                return;
            }
        }
        all.add(key);
        all.add(value);
    }
}
