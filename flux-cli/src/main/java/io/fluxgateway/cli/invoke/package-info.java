/** Calls a function through the gateway. */
@NullMarked
package io.fluxgateway.cli.invoke;

import org.jspecify.annotations.NullMarked;
