/** What a function is, and the runtimes that run it. */
@NullMarked
package io.fluxgateway.function;

import org.jspecify.annotations.NullMarked;
