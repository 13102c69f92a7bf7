/** Serves what was deployed. */
@NullMarked
package io.fluxgateway.cli.serve;

import org.jspecify.annotations.NullMarked;
