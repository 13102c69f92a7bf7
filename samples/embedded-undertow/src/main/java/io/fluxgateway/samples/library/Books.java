package io.fluxgateway.samples.library;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The books of the library and who has them. Thread-safe. */
final class Books {
    private final Map<String, Book> byIsbn = new ConcurrentSkipListMap<>();
    private final Map<String, String> lentTo = new ConcurrentHashMap<>();

    record Book(String isbn, String title) {}

    Books add(String isbn, String title) {
        byIsbn.put(isbn, new Book(isbn, title));
        return this;
    }

    Collection<Book> all() {
        return byIsbn.values();
    }

    @Nullable
    Book find(String isbn) {
        return byIsbn.get(isbn);
    }

    /** Lends a book; false if somebody has it. */
    boolean lend(String isbn, String reader) {
        return lentTo.putIfAbsent(isbn, reader) == null;
    }
}
