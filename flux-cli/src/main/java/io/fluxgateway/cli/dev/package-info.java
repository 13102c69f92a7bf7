/** The server of {@code flux dev}: serves a project and follows its changes. */
@NullMarked
package io.fluxgateway.cli.dev;

import org.jspecify.annotations.NullMarked;
