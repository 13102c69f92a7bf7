/** The service provider interface of a request step. */
@NullMarked
package io.fluxgateway.middleware;

import org.jspecify.annotations.NullMarked;
