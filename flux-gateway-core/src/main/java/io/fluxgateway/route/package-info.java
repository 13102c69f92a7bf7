/** The table from method and path to function. */
@NullMarked
package io.fluxgateway.route;

import org.jspecify.annotations.NullMarked;
