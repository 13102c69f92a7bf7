/** Middlewares of an application's own: an address list, tenants, an access log. */
@NullMarked
package io.fluxgateway.samples.middleware;

import org.jspecify.annotations.NullMarked;
