/** What was recorded of requests, as the user sees it. */
@NullMarked
package io.fluxgateway.cli.trace;

import org.jspecify.annotations.NullMarked;
