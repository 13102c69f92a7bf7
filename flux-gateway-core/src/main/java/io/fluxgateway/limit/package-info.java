/** Plans and the rate limit of each key. */
@NullMarked
package io.fluxgateway.limit;

import org.jspecify.annotations.NullMarked;
