/** Dispatch of a request to its function, at once or through a queue. */
@NullMarked
package io.fluxgateway.invocation;

import org.jspecify.annotations.NullMarked;
