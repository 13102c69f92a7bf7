/** What is deployed: versions of functions, where they are kept, and how all nodes come to serve one of them. */
@NullMarked
package io.fluxgateway.deployment;

import org.jspecify.annotations.NullMarked;
