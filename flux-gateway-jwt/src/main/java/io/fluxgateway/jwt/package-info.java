/** Verifies JWTs of an issuer, whose keys it fetches and keeps. */
@NullMarked
package io.fluxgateway.jwt;

import org.jspecify.annotations.NullMarked;
