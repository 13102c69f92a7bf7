package io.fluxgateway.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Fields that steps set for the forwarded request, each name once. Not thread-safe. */
final class ForwardFields {
    /** Names and values in turn. */
    private final List<String> all = new ArrayList<>(8);

    void set(String name, String value) {
        for (int i = 0; i < all.size(); i += 2) {
            if (all.get(i).equals(name)) {
                all.set(i + 1, value);
                return;
            }
        }
        all.add(name);
        all.add(value);
    }

    void each(BiConsumer<String, String> consumer) {
        for (int i = 0; i < all.size(); i += 2) {
            consumer.accept(all.get(i), all.get(i + 1));
        }
    }
}
