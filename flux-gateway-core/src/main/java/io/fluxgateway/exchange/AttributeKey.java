package io.fluxgateway.exchange;

/**
 * A typed name of something attached to an {@link Exchange}. Keys are compared by identity, so two keys never clash;
 * keep one in a static final field.
 *
 * @param <T> type of the value
 */
@SuppressWarnings("UnusedTypeParameter") // the type is for the compiler only
public final class AttributeKey<T> {
    private final String description;

    private AttributeKey(String description) {
        this.description = description;
    }

    /**
     * Makes a new key, different from all others.
     *
     * @param description for people only
     */
    public static <T> AttributeKey<T> of(String description) {
        return new AttributeKey<>(description);
    }

    @Override
    public String toString() {
        return description;
    }
}
