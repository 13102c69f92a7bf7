/** A small library of books: an application on Undertow with the gateway around its own handlers. */
@NullMarked
package io.fluxgateway.samples.library;

import org.jspecify.annotations.NullMarked;
