/** Side-by-side measurements. */
@NullMarked
package io.fluxgateway.benchmarks;

import org.jspecify.annotations.NullMarked;
