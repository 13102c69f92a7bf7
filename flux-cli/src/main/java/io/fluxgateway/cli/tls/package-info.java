/** The development certificate of a user, and who trusts it. */
@NullMarked
package io.fluxgateway.cli.tls;

import org.jspecify.annotations.NullMarked;
