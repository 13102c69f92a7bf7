/** Looks whether everything is there that Flux needs. */
@NullMarked
package io.fluxgateway.cli.doctor;

import org.jspecify.annotations.NullMarked;
