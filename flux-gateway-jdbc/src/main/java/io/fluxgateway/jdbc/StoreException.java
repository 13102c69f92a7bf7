package io.fluxgateway.jdbc;

import org.jspecify.annotations.Nullable;

/** The store cannot be opened, read or written. The message is one line that names the file and says what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
