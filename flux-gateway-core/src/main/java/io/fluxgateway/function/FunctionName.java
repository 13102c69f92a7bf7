package io.fluxgateway.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names a {@link FluxFunction} that is found by {@link java.util.ServiceLoader}: the {@code name} in the function's
 * {@code flux.json}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface FunctionName {
    /** {@code [a-z0-9][a-z0-9_-]{0,62}}. */
    String value();
}
