/** A project and its settings. */
@NullMarked
package io.fluxgateway.project;

import org.jspecify.annotations.NullMarked;
