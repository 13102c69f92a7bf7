/** From a folder to a deployment. */
@NullMarked
package io.fluxgateway.cli.deploy;

import org.jspecify.annotations.NullMarked;
