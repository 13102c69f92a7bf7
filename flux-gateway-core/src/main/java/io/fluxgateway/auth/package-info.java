/** API keys: made, stored as digests, verified. */
@NullMarked
package io.fluxgateway.auth;

import org.jspecify.annotations.NullMarked;
