/** The gateway on Undertow. */
@NullMarked
package io.fluxgateway.undertow;

import org.jspecify.annotations.NullMarked;
