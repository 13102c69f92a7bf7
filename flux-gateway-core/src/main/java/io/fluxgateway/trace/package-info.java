/** Request IDs, W3C trace context and the traces of the last requests. */
@NullMarked
package io.fluxgateway.trace;

import org.jspecify.annotations.NullMarked;
