/** Queued invocations as the user sees them. */
@NullMarked
package io.fluxgateway.cli.queue;

import org.jspecify.annotations.NullMarked;
