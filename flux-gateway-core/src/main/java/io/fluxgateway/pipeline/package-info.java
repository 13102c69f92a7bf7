/** Links the steps of a request into one immutable chain. */
@NullMarked
package io.fluxgateway.pipeline;

import org.jspecify.annotations.NullMarked;
