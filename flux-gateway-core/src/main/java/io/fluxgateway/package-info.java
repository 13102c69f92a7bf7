/** The roof: a gateway is built and embedded here. */
@NullMarked
package io.fluxgateway;

import org.jspecify.annotations.NullMarked;
