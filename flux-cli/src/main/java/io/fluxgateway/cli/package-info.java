/** The flux command. */
@NullMarked
package io.fluxgateway.cli;

import org.jspecify.annotations.NullMarked;
