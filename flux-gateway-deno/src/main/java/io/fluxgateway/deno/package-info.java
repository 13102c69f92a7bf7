/** Functions in supervised Deno processes. */
@NullMarked
package io.fluxgateway.deno;

import org.jspecify.annotations.NullMarked;
