/** Keys and settings in a database. */
@NullMarked
package io.fluxgateway.jdbc;

import org.jspecify.annotations.NullMarked;
