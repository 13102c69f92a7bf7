/** Words of the wire. */
@NullMarked
package io.fluxgateway.http;

import org.jspecify.annotations.NullMarked;
