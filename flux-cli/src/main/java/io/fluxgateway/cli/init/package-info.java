/** Makes new projects. */
@NullMarked
package io.fluxgateway.cli.init;

import org.jspecify.annotations.NullMarked;
