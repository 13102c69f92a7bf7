/** The whole product from outside: the {@code flux} command in a process of its own, real Deno, real sockets. */
@NullMarked
package io.fluxgateway.cli.acceptance;

import org.jspecify.annotations.NullMarked;
