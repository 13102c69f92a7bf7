/** One request and its response, and the port that a host implements. */
@NullMarked
package io.fluxgateway.exchange;

import org.jspecify.annotations.NullMarked;
