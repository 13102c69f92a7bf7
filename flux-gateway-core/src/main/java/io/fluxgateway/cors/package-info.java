/** Cross-origin answers and preflights. */
@NullMarked
package io.fluxgateway.cors;

import org.jspecify.annotations.NullMarked;
