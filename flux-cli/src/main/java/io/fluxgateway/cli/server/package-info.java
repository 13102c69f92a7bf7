/** What the servers of all commands are made of. */
@NullMarked
package io.fluxgateway.cli.server;

import org.jspecify.annotations.NullMarked;
